using System.Globalization;
using System.Text.Json;

namespace Lockstep.CustomResources.Requests;

/// <summary>CloudFormation's own property of that name: how long it waits for an answer, 1 to 3,600 s.</summary>
/// <remarks>
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html
/// </remarks>
static class ServiceTimeout
{
    public const string Name = "ServiceTimeout";

    static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Whatever is no such time counts as none: an hour.</summary>
    public static TimeSpan Of(JsonElement properties) =>
        JsonText.Find(properties, Name) is { } value && Read(value) is { } time ? time : Longest;

    /// <summary>Given, and nothing that CloudFormation would take.</summary>
    public static bool IsWrong(JsonElement properties) =>
        properties.ValueKind == JsonValueKind.Object && JsonText.Find(properties, Name) is { } value
            && value.ValueKind != JsonValueKind.Null && Read(value) is null;

    static TimeSpan? Read(JsonElement value) =>
        int.TryParse(JsonText.Of(value), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds is >= 1 and <= 3600
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
