using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.Rehearsal.Tests.CloudFormation.Templates;

public sealed class ATemplate
{
    [Fact]
    public void HasDependenciesFirstAndOtherwiseItsOwnOrder() =>
        StackTemplate.Parse("""
            { "Resources": {
              "D": { "Type": "T", "DependsOn": ["C", "A"] },
              "C": { "Type": "T", "Properties": { "List": [ { "Deep": { "Fn::GetAtt": "B.Arn.More" } } ] } },
              "B": { "Type": "T", "Properties": { "Name": { "Ref": "A" } } },
              "A": { "Type": "T" },
              "E": { "Type": "T" } } }
            """).Resources.Select(resource => resource.LogicalId).ShouldBe(["A", "B", "C", "D", "E"]);

    [Theory]
    [InlineData("""{ "Rules": {}, "Resources": { "A": { "Type": "T" } } }""", "The template: Rules is not supported by the rehearsal.")]
    [InlineData("""{ "Resources": { "A": { "Type": "T", "CreationPolicy": {} } } }""", "A: CreationPolicy is not supported by the rehearsal.")]
    [InlineData("""{ "Resources": { "A": { "Type": "T", "Condition": "X" } } }""", "A: there is no condition X.")]
    [InlineData("""{ "Parameters": { "P": {} }, "Resources": { "A": { "Type": "T" } } }""", "Parameters: [P] must have values")]
    [InlineData("""{ "Resources": { "A": { "Type": "T", "DeletionPolicy": "Keep" } } }""", "A: DeletionPolicy \"Keep\" is not supported by the rehearsal.")]
    [InlineData("""{ "Resources": { "A": { "Type": "T", "Properties": { "X": { "Fn::Sub": "${B}" } } } } }""", "Template format error: Unresolved resource dependencies [B] in the Resources block of the template")]
    [InlineData("""{ "Resources": { "A": { "Type": "T", "Properties": { "X": { "Ref": "AWS::NotificationARNs" } } } } }""", "A: Ref AWS::NotificationARNs is not supported by the rehearsal.")]
    [InlineData("""{ "Resources": { "A": { "Type": "T", "Properties": { "X": { "Ref": "B" } } } } }""", "Template format error: Unresolved resource dependencies [B] in the Resources block of the template")]
    [InlineData("""{ "Resources": { "A": { "Type": "T", "DependsOn": "B" }, "B": { "Type": "T", "DependsOn": "A" } } }""", "Circular dependency between resources: [A, B]")]
    [InlineData("""{ "Resources": { "A": {} } }""", "A: a resource has a Type.")]
    [InlineData("""{ "Resources": {} }""", "The template has no Resources.")]
    [InlineData("[]", "A template is a JSON object.")]
    public void IsRefusedByTheNameOfWhatIsWrong(string template, string complaint) =>
        Should.Throw<TemplateException>(() => StackTemplate.Parse(template)).Message.ShouldBe(complaint);

    // coverage-roadmap#1037
    [Fact]
    public void SendsEveryScalarAsAString()
    {
        var template = StackTemplate.Parse("""
            { "Resources": { "A": { "Type": "T", "Properties": {
              "Yes": true, "Many": 42, "Half": 1.50, "None": null, "Text": "as it is",
              "Map": { "Deep": [ false, { "Deeper": 7 }, null ] } } } } }
            """);

        new PropertyResolver(_ => "").Resolve(template.Resources[0]).ToJsonString().ShouldBe(
            """{"Yes":"true","Many":"42","Half":"1.50","Text":"as it is","Map":{"Deep":["false",{"Deeper":"7"}]}}""");
    }

    [Fact]
    public void LeavesAPropertyCalledConditionAlone()
    {
        var template = StackTemplate.Parse("""{ "Resources": { "A": { "Type": "T", "Properties": { "S": { "Condition": "c" } } } } }""");

        new PropertyResolver(_ => "").Resolve(template.Resources[0]).ToJsonString().ShouldBe("""{"S":{"Condition":"c"}}""");
    }
}
