using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Scripts;

namespace Lockstep.Rehearsal.Playing;

/// <summary>What people and Lambda do to a deployment while it is under way.</summary>
static class Mishaps
{
    const int EventsOfAnAct = 20;

    /// <summary>Updates the stack, and cancels the update at a certain moment, if it is still under way then.</summary>
    public static async Task CancelAsync(
        this Stage stage, ScriptImage image, Func<CancellationToken, Task> momentAsync, CancellationToken cancellationToken)
    {
        var deploying = stage.DeployAsync(image, stage.ApiTag, RollbackOrder.FunctionFirst, cancellationToken);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var moment = momentAsync(over.Token);
        if (await Task.WhenAny(deploying, moment) == moment)
        {
            await moment;
            stage.Stack.CancelUpdate();
        }

        await over.CancelAsync();
        await deploying;
    }

    /// <summary>Updates the stack without rollback, and rolls it back when it has failed.</summary>
    public static async Task RollBackByHandAsync(
        this Stage stage, ScriptImage image, string apiTag, CancellationToken cancellationToken)
    {
        stage.Stack.Switches = Switches.Default;
        await stage.Stack.UpdateAsync(stage.TemplateFor(image, apiTag), new() { DisableRollback = true }, cancellationToken);
        await stage.Stack.RollbackAsync(cancellationToken);
        await stage.SettleAsync();
    }

    /// <summary>Goes on with a rollback that failed, as ContinueUpdateRollback does.</summary>
    /// <param name="stage">Has the stack.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="skipped">Logical ids of what is taken for rolled back.</param>
    public static async Task ContinueRollbackAsync(
        this Stage stage, CancellationToken cancellationToken, params IReadOnlyList<string> skipped)
    {
        await stage.Stack.ContinueUpdateRollbackAsync(skipped, cancellationToken);
        await stage.SettleAsync();
    }

    /// <summary>Lets every event of what follows arrive twice at the same time, until <see cref="DeliverAgainAsync"/>.</summary>
    public static void DeliverTwice(this Stage stage)
    {
        var events = Enumerable.Range(stage.Functions.Sent + 1, EventsOfAnAct);
        stage.Functions.Switches = Switches.Default with
        {
            DuplicateDelivery = [.. events.Select(one => new Redelivery(one, TimeSpan.Zero))],
        };
    }

    /// <summary>Delivers events once more.</summary>
    public static async Task DeliverAgainAsync(this Stage stage, IEnumerable<CustomResourceExchange> exchanges)
    {
        stage.Functions.Switches = Switches.Default;
        foreach (var exchange in exchanges.ToList())
        {
            await stage.Functions.InvokeAsync($"{exchange.Request.Properties["ServiceToken"]}", exchange.Event);
        }
    }
}
