using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockstep.Rehearsal.CloudFormation.Resources;

/// <summary>The event that a custom resource's function gets
/// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html).</summary>
static class CustomResourceEvent
{
    // CloudFormation leaves + and / in a URL as they are.
    static readonly JsonSerializerOptions Plain =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // ServiceToken stands at the top, too, which no page says (aws-lambda-rust-runtime#695).
    public static byte[] For(ResourceRequest request, ResponseSlot slot)
    {
        var members = new JsonObject
        {
            ["RequestType"] = request.Kind.ToString(),
            ["ServiceToken"] = request.Properties["ServiceToken"]?.DeepClone(),
            ["ResponseURL"] = slot.Url.OriginalString,
            ["StackId"] = request.StackId,
            ["RequestId"] = slot.Identity.RequestId,
            ["LogicalResourceId"] = request.LogicalId,
            ["ResourceType"] = request.Type,
            ["ResourceProperties"] = request.Properties.DeepClone(),
        };
        if (request.PhysicalId is { } id)
        {
            members["PhysicalResourceId"] = id;
        }

        if (request.OldProperties is { } old)
        {
            members["OldResourceProperties"] = old.DeepClone();
        }

        return Encoding.UTF8.GetBytes(members.ToJsonString(Plain));
    }
}
