"""Runs a handler as Lambda's runtime for Python does, in the least that can be said to be one: runtime.py MODULE."""
import importlib
import json
import os
import sys
import time
import traceback
import urllib.request

ROOT = f"http://{os.environ['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime/invocation"


class Context:
    def __init__(self, headers):
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self._deadline = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline - int(time.time() * 1000))


def post(request_id, call, value):
    body = json.dumps(value).encode()
    urllib.request.urlopen(urllib.request.Request(f"{ROOT}/{request_id}/{call}", body, method="POST")).close()


handler = importlib.import_module(sys.argv[1]).handler
while True:
    with urllib.request.urlopen(f"{ROOT}/next") as invocation:
        context, event = Context(invocation.headers), json.load(invocation)
    try:
        post(context.aws_request_id, "response", handler(event, context))
    except Exception as error:
        traceback.print_exc()
        post(context.aws_request_id, "error", {"errorType": type(error).__name__, "errorMessage": str(error)})
