using Lockstep.CustomResources.Tests.Schedules.Functions;
using Lockstep.CustomResources.Tests.Schedules.Modelling;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Simulating;

namespace Lockstep.CustomResources.Tests.Schedules;

/// <summary>Plays one schedule in an account of its own, and throws where a promise is broken.</summary>
sealed class SchedulePlayer
{
    readonly Schedule _schedule;
    readonly SimulatedAccount _account = new(seed: 1);
    readonly SimulatedStack _stack;
    readonly FunctionHost _host;
    readonly Promises _promises;
    readonly Dictionary<int, IReadOnlyList<Script>> _deployed = [];
    readonly Story _story = new();
    IReadOnlyList<string> _failed = [];
    (Template Template, Dictionary<int, IReadOnlyList<Script>> Image)? _last;
    bool _isCalm;
    int _revision;
    int _scripts;

    SchedulePlayer(Schedule schedule)
    {
        _schedule = schedule;
        _account.Switches = Switches(schedule);
        _stack = _account.NewStack("shop");
        _host = new(_account, schedule);
        _account.Images.Push("watchdog", new Watchdog(_account.Bucket).HandleAsync, TimeSpan.FromSeconds(30));
        _promises = new(schedule, _stack, _host);
        _isCalm = schedule.IsCalm;
    }

    /// <returns>What happened, in words: the same each time.</returns>
    public static string Play(Schedule schedule)
    {
        var player = new SchedulePlayer(schedule);
        player.Play();
        return player._story.ToString();
    }

    void Play()
    {
        foreach (var step in _schedule.Steps)
        {
            Play(step);
        }

        Settle();
        _promises.CheckTheEnd(_account);
        Require();
    }

    void Play(Step step)
    {
        var hasStopped = _stack.Status is Status.CreateFailed or Status.UpdateFailed;
        if (hasStopped)
        {
            // Nobody tries again within the second; that of the URL is what tells the two apart.
            _account.Time.Pass(TimeSpan.FromSeconds(1));
        }

        var (template, image) = hasStopped && step.IsAgain && _last is { } last ? last : New(step);
        _last = (template, image);
        if (Operation(step, template) is not { } operation)
        {
            return;
        }

        var result = _stack.Play(operation);
        _failed = FailedTurns.Of(result);
        _story.Add(result, _host.Traces.Runs, _promises.Schemas);
        _host.Traces.Runs.Clear();
        if (result.Status is Status.CreateComplete or Status.UpdateComplete)
        {
            image.ToList().ForEach(one => _deployed[one.Key] = one.Value);
        }

        _promises.Check(operation, result);
        _isCalm &= step.IsCalm && !result.Events.Any(IsRefusedReplacement);
        if (_isCalm)
        {
            _promises.CheckTheCalm(operation, result);
        }

        if (step.Settles)
        {
            Settle();
        }

        Require();
    }

    // CloudFormation takes none without rollback; nothing has to be wrong for that.
    static bool IsRefusedReplacement(StackEvent told) =>
        told.ResourceStatusReason == "Replacement type updates not supported on stack with disable-rollback.";

    (Template Template, Dictionary<int, IReadOnlyList<Script>> Image) New(Step step)
    {
        var template = new Template(_schedule, ++_revision, step);
        var image = _deployed.Concat(Added(step)).GroupBy(one => one.Key, one => one.Value)
            .ToDictionary(one => one.Key, one => (IReadOnlyList<Script>)[.. one.SelectMany(scripts => scripts)]);
        _account.Images.Push(
            template.Image,
            _host.Handler(
                template.Image,
                image.ToDictionary(one => Template.IdOf(one.Key), one => one.Value, StringComparer.Ordinal)),
            TimeSpan.FromSeconds(_schedule.Setting.FunctionTimeout));
        return (template, image);
    }

    StackOperation? Operation(Step step, Template template) => (_stack.Status, step.Kind) switch
    {
        ("", _) => new CreateStack(template.Build(), step.DisableRollback),
        (Status.DeleteComplete, _) => null,
        (Status.DeleteFailed, _) => new DeleteStack(Spared(step)),
        (_, StepKind.Delete) or (Status.RollbackComplete or Status.RollbackFailed, _) => new DeleteStack(),
        (Status.UpdateRollbackFailed, _) => new ContinueUpdateRollback(Spared(step)),
        (Status.CreateFailed or Status.UpdateFailed, StepKind.Roll) => new RollbackStack(),
        (Status.CreateFailed or Status.UpdateFailed, _) => new UpdateStack(template.Build(), DisableRollback: true),
        _ => new UpdateStack(
            template.Build(), step.DisableRollback, step.CancelAfter > 0 ? TimeSpan.FromSeconds(step.CancelAfter) : null),
    };

    // CloudFormation lets nothing else be skipped or retained.
    List<string> Spared(Step step) => [.. _failed.Where((_, at) => ((step.Spares >> at) & 1) == 1)];

    Dictionary<int, IReadOnlyList<Script>> Added(Step step) => step.Scripts
        .GroupBy(plan => plan.Resource)
        .ToDictionary(
            one => one.Key,
            one => (IReadOnlyList<Script>)[.. one.Select(plan => new Script(++_scripts, plan.Kind, plan.Seconds))]);

    void Settle()
    {
        var before = _promises.SchemaOfEach();
        _account.Settle();
        _promises.CheckWhatCameLate(before);
    }

    void Require()
    {
        if (_host.Traces.Breaches.Count > 0)
        {
            throw new ShouldAssertException($"{string.Join('\n', _host.Traces.Breaches)}\n{_story}");
        }
    }

    static Switches Switches(Schedule schedule)
    {
        var setting = schedule.Setting;
        return new()
        {
            RollbackOrder = setting.Order,
            ReplacedRollback = setting.Replaced,
            DeleteTries = setting.DeleteTries,
            CleanupTries = setting.Cleanup,
            LateOverwrite = TimeSpan.FromSeconds(setting.LateOverwrite),
            RetryReusesRequestId = setting.ReusesIds,
            DuplicateDelivery = Deliveries(DeliveryMishapKind.Twice),
            Late = Deliveries(DeliveryMishapKind.Late),
            Drop = [.. Deliveries(DeliveryMishapKind.Dropped).Select(one => one.Event)],
        };

        List<Redelivery> Deliveries(DeliveryMishapKind kind) => [.. schedule.Deliveries
            .Where(one => one.Kind == kind).Select(one => new Redelivery(one.Event, TimeSpan.FromSeconds(one.Seconds)))];
    }
}
