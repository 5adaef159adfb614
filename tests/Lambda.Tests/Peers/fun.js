// Runs the executable `bootstrap` of a folder as a function of @vercel/fun and prints one result a line for each payload.
// node fun.js FOLDER VARIABLES-AS-JSON PAYLOAD...
const { createFunction } = require('@vercel/fun');

async function main([folder, variables, ...payloads]) {
  const fn = await createFunction({
    Code: { Directory: folder },
    Handler: 'bootstrap',
    Runtime: 'provided',
    Environment: { Variables: JSON.parse(variables) },
  });
  try {
    for (const payload of payloads) {
      console.log(JSON.stringify(await fn.invoke({ InvocationType: 'RequestResponse', Payload: payload })));
    }
  } finally {
    await fn.destroy();
  }
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(1);
});
