using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Resources;
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
            WithId(ScriptedProvider.Success(request), $"A-{request["ResourceProperties"]!["In"]}");
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

    // aws-cdk#2126
    [Theory]
    [InlineData(CleanupTries.Passes, "B-1, A-1, B-1, A-1, B-1, A-1")]
    [InlineData(CleanupTries.Consecutive, "B-1, B-1, B-1, A-1, A-1, A-1")]
    public void IsWhetherTheTriesOfACleanupFollowOneAnother(CleanupTries tries, string deleted)
    {
        _world.Account.Switches = Switches.Default with { CleanupTries = tries };
        _world.Provider.Answer = request => $"{request["RequestType"]}" == "Delete"
            ? ScriptedProvider.Failure(request, "in use")
            : WithId(ScriptedProvider.Success(request), $"{request["LogicalResourceId"]}-{request["ResourceProperties"]!["In"]}");
        _world.Created(Two("1"));

        var result = _world.Shop.Play(new UpdateStack(Two("2").Build()));

        result.Status.ShouldBe(Status.UpdateComplete);
        string.Join(", ", result.Wire.Where(exchange => exchange.Request.Kind == RequestKind.Delete)
            .Select(exchange => exchange.Request.PhysicalId)).ShouldBe(deleted);
    }

    // What S3 does; when CloudFormation reads an answer is not known.
    [Theory]
    [InlineData(0, "first")]
    [InlineData(9, "first")]
    [InlineData(11, "second")]
    public void IsWhetherASecondPutTakesThePlaceOfTheFirst(int lies, string taken)
    {
        _world.Account.Switches = Switches.Default with
        {
            LateOverwrite = TimeSpan.FromSeconds(lies),
            DuplicateDelivery = [new(1, TimeSpan.FromSeconds(10))],
        };
        _world.Provider.Answer = request =>
            WithId(ScriptedProvider.Success(request), _world.Provider.Runs.Count == 1 ? "first" : "second");

        _world.Shop.Play(new CreateStack(Template("1").Build())).Status.ShouldBe(Status.CreateComplete);

        _world.Account.Settle();
        _world.Shop["A"]!.PhysicalId.ShouldBe(taken);
        _world.Shop.Wire[0].Deliveries.Count(delivery => delivery.IsStored).ShouldBe(2);
    }

    TemplateBuilder Two(string value) => new TemplateBuilder()
        .Add("A", "Custom::Thing", _world.Custom(value)).Add("B", "Custom::Thing", _world.Custom(value));

    static JsonObject WithId(JsonObject document, string id)
    {
        document["PhysicalResourceId"] = id;
        return document;
    }

    TemplateBuilder Template(string value, string fails = "") => new TemplateBuilder()
        .Add("A", "Custom::Thing", _world.Custom(value))
        .Add("B", TestType.Name, new JsonObject { ["Fails"] = fails, ["In"] = TemplateBuilder.GetAtt("A", "Out") });

    static TemplateBuilder WithFunction(string image, string value, string fails = "") => new TemplateBuilder()
        .Add("Function", "AWS::Lambda::Function", new JsonObject { ["Code"] = new JsonObject { ["ImageUri"] = image } })
        .Add("A", "Custom::Thing", new JsonObject { ["ServiceToken"] = TemplateBuilder.GetAtt("Function", "Arn"), ["In"] = value })
        .Add("B", TestType.Name, new JsonObject { ["Fails"] = fails, ["In"] = TemplateBuilder.GetAtt("A", "Out") });
}
