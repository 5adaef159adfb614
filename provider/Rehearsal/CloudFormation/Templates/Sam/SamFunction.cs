using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Lockstep.Rehearsal.CloudFormation.Templates.Sam;

/// <summary>One <c>AWS::Serverless::Function</c> and the resources that the transform makes of it.</summary>
sealed class SamFunction
{
    const string HttpApi = "ServerlessHttpApi";

    // As they are in AWS::Lambda::Function.
    static readonly string[] Plain =
    [
        "PackageType", "Role", "Timeout", "MemorySize", "Architectures", "LoggingConfig", "VpcConfig", "Environment",
        "Description",
    ];

    static readonly string[] Own = ["ImageUri", "AutoPublishAlias", "VersionDeletionPolicy", "Events"];

    readonly string _id;
    readonly JsonObject _resource;
    readonly JsonObject _properties;
    readonly JsonObject _code;

    public SamFunction(string logicalId, JsonObject resource, JsonObject globals, string? image)
    {
        (_id, _resource) = (logicalId, resource);
        _properties = Merge(globals, resource["Properties"] as JsonObject ?? []);
        var others = _properties.Select(member => member.Key).Except([.. Plain, .. Own], StringComparer.Ordinal);
        if (others.FirstOrDefault() is { } other)
        {
            throw TemplateException.NotSupported(logicalId, other);
        }

        var uri = image ?? FunctionCall.Text(_properties["ImageUri"])
            ?? throw new TemplateException($"{logicalId}: there is no image of it; only functions made of images are supported.");
        _code = new JsonObject { ["ImageUri"] = uri };
    }

    /// <summary>What a template may call the version and the alias, and what they are called.</summary>
    public IReadOnlyDictionary<string, string> Names => Alias is null
        ? new Dictionary<string, string>(StringComparer.Ordinal)
        : new Dictionary<string, string>(StringComparer.Ordinal) { [$"{_id}.Version"] = VersionId, [$"{_id}.Alias"] = AliasId };

    string? Alias => FunctionCall.Text(_properties["AutoPublishAlias"]);

    string AliasId => $"{_id}Alias{Alias}";

    // Another image, other text in Environment or another MemorySize is another version, and nothing else is.
    [SuppressMessage("Security", "CA5350", Justification = "It names something, as SAM does; nothing relies on it.")]
    string VersionId
    {
        get
        {
            var (environment, memory) = (_properties["Environment"]?.ToJsonString(), _properties["MemorySize"]?.ToJsonString());
            var text = $"{_code.ToJsonString()}{environment}{memory}";
            return $"{_id}Version{Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(text)))[..10]}";
        }
    }

    public IEnumerable<(string LogicalId, JsonObject Resource)> Resources() =>
        [(_id, Function()), .. Published(), .. Called()];

    JsonObject Function()
    {
        var properties = new JsonObject(_properties.Where(member => Plain.Contains(member.Key, StringComparer.Ordinal))
            .Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())))
        {
            ["Code"] = _code.DeepClone(),
        };
        var function = new JsonObject(_resource.Where(member => member.Key is "DependsOn" or "Condition")
            .Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())))
        {
            ["Type"] = "AWS::Lambda::Function",
            ["Properties"] = properties,
        };
        return function;
    }

    IEnumerable<(string, JsonObject)> Published() => Alias is null
        ? []
        :
        [
            (VersionId, new JsonObject
            {
                ["Type"] = "AWS::Lambda::Version",
                ["DeletionPolicy"] = FunctionCall.Text(_properties["VersionDeletionPolicy"]) ?? "Retain",
                ["Properties"] = new JsonObject { ["FunctionName"] = Ref(_id) },
            }),
            (AliasId, Made("AWS::Lambda::Alias", new()
            {
                ["Name"] = Alias,
                ["FunctionName"] = Ref(_id),
                ["FunctionVersion"] = new JsonObject { ["Fn::GetAtt"] = new JsonArray(VersionId, "Version") },
            })),
        ];

    IEnumerable<(string, JsonObject)> Called()
    {
        foreach (var (name, happening) in _properties["Events"] as JsonObject ?? [])
        {
            if (FunctionCall.Text(happening?["Type"]) != "HttpApi" || happening!["Properties"] is not null)
            {
                throw TemplateException.NotSupported(_id, $"the event {name}: {happening?.ToJsonString()}");
            }

            yield return (HttpApi, Made("AWS::ApiGatewayV2::Api", new() { ["Target"] = Ref(_id) }));
            yield return ($"{HttpApi}ApiGatewayDefaultStage", Made(
                "AWS::ApiGatewayV2::Stage",
                new() { ["ApiId"] = Ref(HttpApi), ["StageName"] = "$default", ["AutoDeploy"] = true }));
            yield return ($"{_id}{name}Permission", Made("AWS::Lambda::Permission", new()
            {
                ["Action"] = "lambda:InvokeFunction",
                ["FunctionName"] = Ref(_id),
                ["Principal"] = "apigateway.amazonaws.com",
                ["SourceArn"] = new JsonObject
                {
                    ["Fn::Sub"] = $"arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{{HttpApi}}}/*",
                },
            }));
        }
    }

    static JsonObject Made(string type, JsonObject properties) => new() { ["Type"] = type, ["Properties"] = properties };

    static JsonObject Ref(string logicalId) => new() { ["Ref"] = logicalId };

    // Maps are merged; of everything else the function's own counts.
    static JsonObject Merge(JsonObject globals, JsonObject own)
    {
        var merged = (JsonObject)globals.DeepClone();
        foreach (var (name, value) in own)
        {
            merged[name] = merged[name] is JsonObject inherited && value is JsonObject map && FunctionCall.Of(map) is null
                ? Merge(inherited, map)
                : value?.DeepClone();
        }

        return merged;
    }
}
