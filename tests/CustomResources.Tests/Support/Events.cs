using System.Text;
using System.Text.Json.Nodes;

namespace Lockstep.CustomResources.Tests.Support;

/// <summary>Events as CloudFormation sends them.</summary>
static class Events
{
    public const string StackId =
        "arn:aws:cloudformation:eu-central-1:123456789012:stack/shop/5b6a5d10-0f1e-11f1-9d6c-0a1b2c3d4e5f";

    public const string FunctionArn = "arn:aws:lambda:eu-central-1:123456789012:function:thing";

    public const string RequestId = "7bfc7c2a-5e1c-4a7e-9e0c-6f1f2a3b4c5d";

    public const string Host = "cloudformation-custom-resource-response-eucentral1.s3.eu-central-1.amazonaws.com";

    /// <summary>With a SigV4 query; the signature is made up.</summary>
    public const string Url =
        $"https://{Host}/arn%3Aaws%3Acloudformation%3Aeu-central-1%3A123456789012%3Astack/shop/"
        + "5b6a5d10-0f1e-11f1-9d6c-0a1b2c3d4e5f%7CThing%7C7bfc7c2a-5e1c-4a7e-9e0c-6f1f2a3b4c5d"
        + "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20261101T120000Z&X-Amz-SignedHeaders=host&X-Amz-Expires=7200"
        + "&X-Amz-Credential=AKIAEXAMPLE%2F20261101%2Feu-central-1%2Fs3%2Faws4_request&X-Amz-Signature=made0up0signature0c0ffee";

    public static JsonObject Create(string properties = "{}") => Of("Create", properties);

    public static JsonObject Update(string id, string properties = "{}", string oldProperties = "{}")
    {
        var update = Of("Update", properties);
        update["PhysicalResourceId"] = id;
        update["OldResourceProperties"] = JsonNode.Parse(oldProperties);
        return update;
    }

    public static JsonObject Delete(string id, string properties = "{}")
    {
        var delete = Of("Delete", properties);
        delete["PhysicalResourceId"] = id;
        return delete;
    }

    public static JsonObject With(this JsonObject it, string member, JsonNode? value)
    {
        it[member] = value;
        return it;
    }

    public static JsonObject Without(this JsonObject it, string member)
    {
        it.Remove(member);
        return it;
    }

    public static byte[] Bytes(this JsonObject it) => Encoding.UTF8.GetBytes(it.ToJsonString());

    static JsonObject Of(string type, string properties) => new()
    {
        ["RequestType"] = type,
        ["ServiceToken"] = FunctionArn,
        ["ResponseURL"] = Url,
        ["StackId"] = StackId,
        ["RequestId"] = RequestId,
        ["LogicalResourceId"] = "Thing",
        ["ResourceType"] = "Custom::Thing",
        ["ResourceProperties"] = JsonNode.Parse(properties),
    };
}
