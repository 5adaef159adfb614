'use strict';
// CDK's provider framework, as its construct deploys it. What is changed: the bucket is on this machine, without TLS.
// Calls to Lambda are those of AWS's SDK, which is sent here by AWS_ENDPOINT_URL_LAMBDA.
const http = require('node:http');
const https = require('https');
https.request = (options, answered) => http.request({ ...options, port: process.env.BUCKET_PORT }, answered);
// Its pauses between PUTs are random: here each has the length that it has on average, so that the comparison can be repeated.
Math.random = () => 0.5;
exports.handler = require(`${process.env.FRAMEWORK}/framework.js`).onEvent;
