using System.Globalization;
using Lockstep.PostgresMigrations.Tests.Living;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>The stack of a life as those see it who deploy it: its images and their scripts, and the application on it.</summary>
sealed class LifeStack(LifeStage stage, Setting setting)
{
    readonly LifeScripts _scripts = new();
    readonly LifeJudge _judge = new(stage, setting);
    readonly LifeRole _role = new(stage, setting);
    int _image;
    int _moves;

    public Setting Setting => setting;

    public LifeRows Rows { get; } = new(stage.Database);

    public LifeJudge Judge => _judge;

    public LifeGround Ground { get; } = new(stage.Database, setting);

    public LifeRole Role => _role;

    /// <summary>No stack was here before this one.</summary>
    public bool IsFirst { get; set; } = true;

    /// <summary>The scripts of the image that is deployed.</summary>
    public IReadOnlyList<LifeScript> Deployed { get; private set; } = [];

    /// <summary>An earlier stack has left scripts here that it could not revert.</summary>
    public bool IsRetained { get; set; }

    public async Task PrepareAsync()
    {
        await stage.Database.AdministerAsync(LockWatch.Begin);
        await Ground.PrepareAsync();
        if (setting.WasThereBefore)
        {
            await Rows.WriteAsync();
        }
    }

    public IReadOnlyList<LifeScript> Write(Episode episode) => _scripts.Write(episode.Scripts);

    /// <summary>Pushes the next image.</summary>
    /// <param name="scripts">The image's.</param>
    /// <param name="schema">Where it goes.</param>
    /// <param name="role">What is wanted of the role.</param>
    /// <param name="failing">The kind of request that the sibling fails at; empty: none.</param>
    /// <param name="order">Properties of the migration besides.</param>
    public StackTemplate Push(
        IReadOnlyList<LifeScript> scripts,
        string schema,
        RoleOrder role,
        string failing,
        params IEnumerable<(string Name, string Value)> order)
    {
        _image++;
        stage.Images.Push(LifeTemplate.Image(_image), LifeFiles.Of(scripts));
        return LifeTemplate.For(setting, schema, _image, _role.Wish(role), failing, order);
    }

    /// <summary>A schema that was never there.</summary>
    public string NewPlace() => string.Create(CultureInfo.InvariantCulture, $"move{++_moves}");

    /// <summary>Whether the schema is there because of the stack.</summary>
    public bool IsOwnPlace(string schema) =>
        schema != setting.Schema || (setting.HasSchema && !setting.WasThereBefore && IsFirst);

    /// <summary>The migration has moved there; an order to delete where it was takes rows along.</summary>
    public void Settle(string schema)
    {
        if (setting.OnDelete != "Retain")
        {
            Rows.Forget(keepsBase: setting.WasThereBefore && stage.Database.Schema == setting.Schema);
        }

        stage.Database.Schema = schema;
    }

    /// <summary>What the database has, whoever deploys next has, too: also what an older image has left there.</summary>
    public async Task AdoptAsync(IReadOnlyList<LifeScript> deployed) =>
        Deployed = await _scripts.AdoptAsync(stage.Database, deployed);

    /// <summary>Scripts that have done half their work outside a transaction: their downs take all of it away.</summary>
    public async Task<IReadOnlyList<LifeScript>> HalfDoneAsync()
    {
        var journaled = await stage.Database.JournaledAsync();
        return [.. _scripts.Ever.Where(script => script.Shape == ScriptShape.MistakeAlone && journaled.Contains(script.Name))];
    }

    /// <summary>Whether the database has a script that a Delete, which is to revert, cannot.</summary>
    public async Task<bool> IsForGoodAsync()
    {
        var journaled = await stage.Database.JournaledAsync();
        return setting.OnDelete == "Revert" && _scripts.Ever.Any(script => script.IsForGood && journaled.Contains(script.Name));
    }

    /// <summary>The application writes once the migration is over.</summary>
    /// <returns>Whether it wrote what a rollback must not take away.</returns>
    public Func<bool> Meanwhile(Episode episode, IReadOnlyList<LifeScript> added)
    {
        var (isOver, wrote) = (false, false);
        stage.Observer = async told =>
        {
            if (!isOver
                && told is { LogicalResourceId: LifeTemplate.Sibling } or { ResourceStatus: Status.UpdateRollbackInProgress })
            {
                isOver = true;
                await Rows.WriteAsync();
                wrote = await Rows.WriteAsync(episode.Meanwhile, added);
            }
        };
        stage.Stack.Switches = Switches.Default with { RollbackOrder = episode.RollbackOrder };
        return () => wrote;
    }

    /// <summary>
    /// An order to delete takes rows along (docs/decisions/0020), unless it is refused; but nothing that was there before.
    /// </summary>
    /// <param name="deleted">The Delete.</param>
    public void ForgetRows(CustomResourceExchange deleted)
    {
        var reason = deleted.Reason() ?? "";
        if (setting.OnDelete != "Retain" && !reason.Contains("Nothing was run", StringComparison.Ordinal)
            && !reason.Contains("so OnDelete: DropSchema left it", StringComparison.Ordinal))
        {
            Rows.Forget(keepsBase: setting.WasThereBefore && stage.Database.Schema == setting.Schema);
        }
    }

    /// <summary>What still waits at Lambda comes.</summary>
    public async Task EndAsync()
    {
        await Judge.DeliverOvertakenAsync(all: true);
        await _role.CheckStateAsync();
    }

    /// <summary>See the judge.</summary>
    /// <param name="asked">The requests to the migration.</param>
    /// <param name="mayBeCancelled">Whether a request may have been left without an answer.</param>
    public async Task CheckAsync(IReadOnlyList<CustomResourceExchange> asked, bool mayBeCancelled = false)
    {
        await _judge.CheckAsync(asked, _scripts, Rows, mayBeCancelled);
        await _role.CheckAsync(mayBeCancelled);
        await Judge.DeliverOvertakenAsync(all: false);
        await _role.CheckStateAsync();
        await Ground.CheckStrangersAsync();
    }
}
