using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.Rehearsal.Tests.CloudFormation.Templates;

public sealed class ASamTemplate
{
    const string Function = """
        Transform: AWS::Serverless-2016-10-31
        Globals:
          Function:
            Architectures: [x86_64]
        Resources:
          F:
            Type: AWS::Serverless::Function
            Properties:
              PackageType: Image
              AutoPublishAlias: live
              VersionDeletionPolicy: Delete
              Events: {Any: {Type: HttpApi}}
            Metadata: {Dockerfile: Dockerfile}
          M:
            Type: Custom::Thing
            Properties:
              Number: !GetAtt F.Version.Version
              Version: !Ref F.Version
              Alias: !Ref F.Alias
              Arn: !GetAtt F.Arn
        """;

    [Fact]
    public void BecomesAFunctionItsVersionItsAliasAndItsApi() =>
        Load(Function, "r/f:1").Resources.Select(resource => $"{resource.LogicalId} {resource.Type}").ShouldBe(
        [
            "F AWS::Lambda::Function",
            $"{VersionOf("r/f:1")} AWS::Lambda::Version",
            "FAliaslive AWS::Lambda::Alias",
            "ServerlessHttpApi AWS::ApiGatewayV2::Api",
            "ServerlessHttpApiApiGatewayDefaultStage AWS::ApiGatewayV2::Stage",
            "FAnyPermission AWS::Lambda::Permission",
            "M Custom::Thing",
        ]);

    [Fact]
    public void HasAnotherVersionExactlyWhenTheImageIsAnother()
    {
        VersionOf("r/f:1").ShouldBe(VersionOf("r/f:1"));
        VersionOf("r/f:2").ShouldNotBe(VersionOf("r/f:1"), StringComparer.Ordinal);
    }

    [Fact]
    public void NamesWhatItMade()
    {
        var version = VersionOf("r/f:1");

        Resolve(Load(Function, "r/f:1"), "M").ShouldBe(
            $$"""{"Number":"<{{version}}.Version>","Version":"<{{version}}>","Alias":"<FAliaslive>","Arn":"<F.Arn>"}""");
        Resolve(Load(Function, "r/f:1"), "F").ShouldBe(
            """{"Architectures":["x86_64"],"PackageType":"Image","Code":{"ImageUri":"r/f:1"}}""");
    }

    [Theory]
    [InlineData("AWS::Serverless::Api", "{}", "F: AWS::Serverless::Api is not supported by the rehearsal.")]
    [InlineData("AWS::Serverless::Function", "{SnapStart: {}}", "F: SnapStart is not supported by the rehearsal.")]
    [InlineData(
        "AWS::Serverless::Function",
        "{Events: {E: {Type: S3}}}",
        "F: the event E: {\"Type\":\"S3\"} is not supported by the rehearsal.")]
    public void IsRefusedByTheNameOfWhatIsNotSupported(string type, string properties, string complaint) =>
        Should.Throw<TemplateException>(() => Load(
            $"""
            Transform: AWS::Serverless-2016-10-31
            Resources:
              F:
                Type: {type}
                Properties: {properties}
            """,
            "r/f:1")).Message.ShouldBe(complaint);

    [Theory]
    [InlineData("!Sub 'a ${P} ${R} ${R.Arn} ${AWS::Region} ${!Literal}'", "\"a given <R> <R.Arn> <AWS::Region> ${Literal}\"")]
    [InlineData("!Sub ['${Own}-${R}', {Own: !Join ['', !Split ['-', a-b]]}]", "\"ab-<R>\"")]
    [InlineData("!If [Yes, !Ref P, !Ref AWS::NoValue]", "\"given\"")]
    [InlineData("!If [No, x, !GetAtt R.Endpoint.Address]", "\"<R.Endpoint.Address>\"")]
    [InlineData("[!If [No, x, !Ref AWS::NoValue], y]", "[\"y\"]")]
    [InlineData("!Select [1, !GetAZs '']", "\"<AWS::Region>b\"")]
    [InlineData("!Select [1, !Cidr [10.42.0.0/16, 2, 8]]", "\"10.42.1.0/24\"")]
    [InlineData("{Number: 7, Text: '7', Yes: true, On: on, None: null}", """{"Number":"7","Text":"7","Yes":"true","On":"on"}""")]
    public void HasItsFunctionsEvaluated(string value, string expected)
    {
        var template = StackTemplate.Load(
            $"""
            Parameters:
              P: {"{Type: String, AllowedValues: [given, other]}"}
            Conditions:
              Yes: !Equals [!Ref P, given]
              No: !Not [Condition: Yes]
            Resources:
              R: {"{Type: T}"}
              Gone: {"{Type: T, Condition: No}"}
              Value:
                Type: T
                DependsOn: [Gone, R]
                Properties:
                  It: {value}
            """,
            new(new Dictionary<string, string>(StringComparer.Ordinal) { ["P"] = "given" }, Nothing));

        template.Resources.Select(resource => resource.LogicalId).ShouldBe(["R", "Value"]);
        Resolve(template, "Value").ShouldBe($$"""{"It":{{expected}}}""");
    }

    [Theory]
    [InlineData("P", "bad", "Parameter 'P' must be one of AllowedValues")]
    [InlineData("Q", "good", "Parameters: [Q] do not exist in the template")]
    public void TakesOnlyParametersThatItHas(string name, string value, string complaint) =>
        Should.Throw<TemplateException>(() => StackTemplate.Load(
            """
            Parameters: {P: {Type: String, AllowedValues: [good]}}
            Resources: {R: {Type: T}}
            """,
            new(new Dictionary<string, string>(StringComparer.Ordinal) { [name] = value }, Nothing))).Message.ShouldBe(complaint);

    static IReadOnlyDictionary<string, string> Nothing { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    static StackTemplate Load(string yaml, string image) => StackTemplate.Load(
        yaml, new(Nothing, new Dictionary<string, string>(StringComparer.Ordinal) { ["F"] = image }));

    static string VersionOf(string image) =>
        Load(Function, image).Resources.Single(resource => resource.Type == "AWS::Lambda::Version").LogicalId;

    static string Resolve(StackTemplate template, string logicalId) =>
        new PropertyResolver(reference => reference.Attribute is { } attribute
            ? $"<{reference.LogicalId}.{attribute}>"
            : $"<{reference.LogicalId}>").Resolve(template.Find(logicalId)!)
            .ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
