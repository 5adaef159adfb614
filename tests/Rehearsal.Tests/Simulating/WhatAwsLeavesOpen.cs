using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Simulating;

namespace Lockstep.Rehearsal.Tests.Simulating;

/// <summary>The switches: no text settles what CloudFormation does there.</summary>
public sealed class WhatAwsLeavesOpen
{
    readonly World _world = new();

    [Theory]
    [InlineData(ReplacedRollback.UpdateThenDelete, "Update A-1 1->2, Update A-2 2->1, Delete A-2")]
    [InlineData(ReplacedRollback.RepointOnly, "Update A-1 1->2, Delete A-2")]
    public void IsWhetherAReplacedResourceIsAskedInTheRollback(ReplacedRollback replacedRollback, string asked)
    {
        _world.Account.Switches = Switches.Default with { ReplacedRollback = replacedRollback };
        _world.Provider.Answer = request =>
        {
            var document = ScriptedProvider.Success(request);
            document["PhysicalResourceId"] = $"A-{request["ResourceProperties"]!["In"]}";
            return document;
        };
        _world.Created(Template("1"));

        var result = _world.Shop.Play(new UpdateStack(Template("2", "Update").Build()));

        result.Status.ShouldBe(Status.UpdateRollbackComplete);
        string.Join(", ", result.Wire.Select(exchange => $"{exchange.Request.Kind} {exchange.Request.PhysicalId}"
            + (exchange.Request.OldProperties is { } old ? $" {old["In"]}->{exchange.Request.Properties["In"]}" : ""))).ShouldBe(asked);
        _world.Shop["A"]!.PhysicalId.ShouldBe("A-1");
        $"{_world.Shop["A"]!.Properties["In"]}".ShouldBe("1");
    }

    [Theory]
    [InlineData(RollbackOrder.FunctionFirst, "old", "old")]
    [InlineData(RollbackOrder.ResourceFirst, "new", "old")]
    [InlineData(RollbackOrder.HandlerNotRolledBack, "new", "new")]
    public void IsWhichCodeAnswersARollback(RollbackOrder order, string rollback, string afterwards)
    {
        var answered = new List<string>();
        foreach (var image in new[] { "old", "new" })
        {
            _world.Account.Images.Push(image, (call, token) =>
            {
                answered.Add(image);
                return _world.Provider.HandleAsync(call, token);
            }, TimeSpan.FromMinutes(15));
        }

        _world.Account.Switches = Switches.Default with { RollbackOrder = order };
        _world.Created(WithFunction("old", "1"));
        _world.Shop.Play(new UpdateStack(WithFunction("new", "2", "Update").Build())).Status.ShouldBe(Status.UpdateRollbackComplete);
        _world.Shop.Play(new DeleteStack());

        answered.ShouldBe(["old", "new", rollback, afterwards]);
    }

    // belodetek/cfn-generic-custom-resource#3
    [Theory]
    [InlineData(1, Status.RollbackFailed)]
    [InlineData(3, Status.RollbackComplete)]
    public void IsHowOftenTheRollbackOfACreationTriesToDelete(int tries, string status)
    {
        _world.Account.Switches = Switches.Default with { DeleteTries = tries };
        _world.Provider.Answer = request => $"{request["RequestType"]}" == "Delete" && _world.Provider.Runs.Count < 4
            ? ScriptedProvider.Failure(request, "in use")
            : ScriptedProvider.Success(request);

        var result = _world.Shop.Play(new CreateStack(Template("1", "Create").Build()));

        (result.Status, _world.Provider.Runs.Count).ShouldBe((status, 1 + tries));
    }

    TemplateBuilder Template(string value, string fails = "") => new TemplateBuilder()
        .Add("A", "Custom::Thing", _world.Custom(value))
        .Add("B", TestType.Name, new JsonObject { ["Fails"] = fails, ["In"] = TemplateBuilder.GetAtt("A", "Out") });

    static TemplateBuilder WithFunction(string image, string value, string fails = "") => new TemplateBuilder()
        .Add("Function", "AWS::Lambda::Function", new JsonObject { ["Code"] = new JsonObject { ["ImageUri"] = image } })
        .Add("A", "Custom::Thing", new JsonObject { ["ServiceToken"] = TemplateBuilder.GetAtt("Function", "Arn"), ["In"] = value })
        .Add("B", TestType.Name, new JsonObject { ["Fails"] = fails, ["In"] = TemplateBuilder.GetAtt("A", "Out") });
}
