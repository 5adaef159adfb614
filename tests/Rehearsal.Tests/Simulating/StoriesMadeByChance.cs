using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.CloudFormation.Templates;
using Lockstep.Rehearsal.Simulating;

namespace Lockstep.Rehearsal.Tests.Simulating;

/// <summary>Random stacks, operations, answers and mishaps: whatever a function does, the engine goes on as CloudFormation would.</summary>
[SuppressMessage("Security", "CA5394", Justification = "A seed has to give the same story again.")]
public sealed class StoriesMadeByChance
{
    const int Resources = 5;
    const int Operations = 8;

    static readonly string[] Policies = [ResourcePolicy.Retain, ResourcePolicy.RetainExceptOnCreate, ResourcePolicy.Snapshot];

    [Fact]
    public void AlwaysEndInAStableStatusAndAreTheSameASecondTime()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var story = Tell(new(seed), seed);
            if (seed % 10 == 0)
            {
                Tell(new(seed), seed).ShouldBe(story, $"seed {seed}");
            }
        }
    }

    // https://github.com/aws/aws-cdk/blob/main/docs/CLOUDFORMATION.md
    [Fact]
    public void AskOnlyForWhatTheStatusOfTheStackAllows()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var (world, former, status) = (new World(seed), "", "");
            Tell(world, seed);
            foreach (var told in world.Shop.Events)
            {
                if (told.ResourceType == StackEvent.StackType)
                {
                    (former, status) = (status, told.ResourceStatus);
                }
                else if (told.ResourceStatus.EndsWith("_IN_PROGRESS", StringComparison.Ordinal))
                {
                    Allowed(former, status).ShouldContain(told.ResourceStatus.Split('_')[0], StringComparer.Ordinal, $"seed {seed}: {told}");
                }
            }
        }
    }

    // What an operation without rollback could not create is deleted by the next one (pulumi-aws-native#1915).
    static string[] Allowed(string former, string status) => status switch
    {
        Status.CreateInProgress => ["CREATE"],
        Status.UpdateInProgress when former is Status.CreateFailed or Status.UpdateFailed => ["CREATE", "UPDATE", "DELETE"],
        Status.UpdateInProgress => ["CREATE", "UPDATE"],
        Status.UpdateRollbackInProgress => ["UPDATE"],
        Status.RollbackInProgress or Status.UpdateCleanupInProgress or Status.UpdateRollbackCleanupInProgress
            or Status.DeleteInProgress => ["DELETE"],
        _ => [],
    };

    static string Tell(World world, int seed)
    {
        var (dice, text) = (new Random(seed), new StringBuilder());
        Set(world, dice);
        for (var number = 0; number < Operations; number++)
        {
            var result = world.Shop.Play(Operation(world, dice));
            result.Status.ShouldNotEndWith("IN_PROGRESS", customMessage: $"seed {seed}");
            if (result.Status == Status.DeleteComplete)
            {
                Enumerable.Range(0, Resources).ShouldAllBe(one => world.Shop[$"R{one}"] == null, $"seed {seed}");
            }

            text.AppendLine($"{result.Status} {result.Refusal} {result.Took}");
            text.AppendJoin('\n', result.Events);
        }

        world.Account.Settle();
        world.Shop.Wire.ShouldAllBe(exchange => IsProper(exchange), $"seed {seed}");
        return text.AppendJoin('\n', world.Shop.Wire.Select(exchange =>
            $"{exchange.SentAt:O} {Encoding.UTF8.GetString(exchange.Event.Span)} {exchange.Deliveries.Count} {exchange.IsAbandoned}")).ToString();
    }

    // One that counts, if any: the first that was stored while somebody waited for it.
    static bool IsProper(CustomResourceExchange exchange) =>
        (exchange.Request.Kind == RequestKind.Create) == (exchange.Request.PhysicalId is null)
        && (exchange.Request.Kind == RequestKind.Update) == (exchange.Request.OldProperties is not null)
        && (exchange.Verdict is null || (!exchange.IsAbandoned && exchange.Deliveries.Any(delivery => delivery.IsStored)));

    static void Set(World world, Random dice)
    {
        world.Account.Switches = new()
        {
            RollbackOrder = (RollbackOrder)dice.Next(3),
            ReplacedRollback = (ReplacedRollback)dice.Next(2),
            DeleteTries = dice.Next(2) == 0 ? 1 : 3,
            CleanupTries = (CleanupTries)dice.Next(2),
            LateOverwrite = TimeSpan.FromSeconds(dice.Next(3) == 0 ? 5 : 0),
            RetryReusesRequestId = dice.Next(2) == 0,
            DuplicateDelivery = [new(dice.Next(1, 10), TimeSpan.FromSeconds(dice.Next(500)))],
            Drop = dice.Next(4) == 0 ? [dice.Next(1, 10)] : [],
            Late = [new(dice.Next(1, 10), TimeSpan.FromSeconds(dice.Next(4000)))],
        };
        world.Provider.Takes = _ => TimeSpan.FromSeconds(dice.Next(100));
        world.Provider.Error = _ => dice.Next(10) == 0 ? "Boom" : null;
        world.Provider.Answer = request => dice.Next(10) switch
        {
            0 => null,
            1 => ScriptedProvider.Failure(request, "no"),
            2 => WithId(ScriptedProvider.Success(request), $"another-{dice.Next(5)}"),
            _ => ScriptedProvider.Success(request),
        };
    }

    static StackOperation Operation(World world, Random dice) => dice.Next(10) switch
    {
        0 => new DeleteStack(),
        1 => new RollbackStack(),
        2 => new ContinueUpdateRollback(dice.Next(2) == 0 ? [] : ["R0"]),
        _ when world.Shop.Status.Length == 0 => new CreateStack(Template(world, dice), dice.Next(3) == 0),
        _ => new UpdateStack(
            Template(world, dice), dice.Next(3) == 0, dice.Next(3) == 0 ? TimeSpan.FromSeconds(dice.Next(200)) : null),
    };

    // Every second one is a custom resource; each may depend on one before it.
    static StackTemplate Template(World world, Random dice)
    {
        var (builder, made) = (new TemplateBuilder(), new List<string>());
        for (var number = 0; number < Resources; number++)
        {
            if (number > 0 && dice.Next(5) == 0)
            {
                continue;
            }

            var id = $"R{number}";
            var properties = number % 2 == 0 ? world.Custom($"{dice.Next(3)}", ("ServiceTimeout", $"{dice.Next(30, 3600)}"))
                : World.Test(("Seconds", $"{dice.Next(60)}"), ("Fails", dice.Next(9) switch { 0 => "Create", 1 => "Update", 2 => "Delete", _ => "" }));
            if (made.Count > 0 && dice.Next(2) == 0)
            {
                properties["Of"] = TemplateBuilder.GetAtt(made[dice.Next(made.Count)], "Out");
            }

            var policy = dice.Next(4) == 0 ? Policies[dice.Next(Policies.Length)] : ResourcePolicy.Delete;
            builder.Add(id, number % 2 == 0 ? "Custom::Thing" : TestType.Name, properties, ("DeletionPolicy", (JsonNode)policy));
            made.Add(id);
        }

        return builder.Build();
    }

    static JsonObject WithId(JsonObject document, string id)
    {
        document["PhysicalResourceId"] = id;
        return document;
    }
}
