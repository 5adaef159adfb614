"""The function of the user's own behind CDK's provider framework, which answers CloudFormation for it."""
from migrating import migrate


def handler(event, context):
    if event["RequestType"] != "Delete":
        migrate(event)
    return {"PhysicalResourceId": event.get("PhysicalResourceId", "schema")}
