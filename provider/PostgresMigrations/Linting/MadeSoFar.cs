using Lockstep.PostgresMigrations.Linting.Reading;
using Lockstep.PostgresMigrations.Scripts.Classifying;

namespace Lockstep.PostgresMigrations.Linting;

/// <summary>What a deployment has made up to a statement: nobody uses it yet, so nothing done to it hurts anybody.</summary>
/// <param name="before">What was made besides, such as by the ups when a down is looked at.</param>
sealed class MadeSoFar(MadeSoFar? before = null)
{
    readonly NameSet _objects = new();
    readonly NameSet _columns = new();
    readonly NameSet _schemas = new();

    public void Take(Change change)
    {
        switch (change.Act)
        {
            case Act.Create when change.Thing == Things.Schema:
                _schemas.Add(change.Name);
                break;
            case Act.Create:
                _objects.Add(change.Name);
                break;
            case Act.Rename or Act.Move when change.IsNew:
                _objects.Add(change.Act == Act.Rename ? change.Other with { Schema = change.Name.Schema } : change.Other);
                break;
            case Act.AddColumn:
                _columns.Add(NameSet.PartOf(change.Name, change.Part!));
                break;
            default:
                break;
        }
    }

    public bool HasMade(Change change) => change switch
    {
        { Act: Act.Create, Thing: Things.Index } => HasMade(change.Other),
        { Thing: Things.Schema } => HasMadeSchema(change.Name.Name),
        { Act: Act.DropColumn or Act.RenameColumn or Act.DropNotNull } =>
            HasMade(change.Name) || HasMadeColumn(NameSet.PartOf(change.Name, change.Part!)),
        _ => HasMade(change.Name),
    };

    // A temporary schema is the session's own.
    bool HasMade(QualifiedName name) =>
        name.Schema == "pg_temp" || _objects.Has(name) || (name.Schema is { } schema && HasMadeSchema(schema))
            || before?.HasMade(name) == true;

    bool HasMadeColumn(QualifiedName column) => _columns.Has(column) || before?.HasMadeColumn(column) == true;

    bool HasMadeSchema(string name) => _schemas.Has(new QualifiedName(null, name)) || before?.HasMadeSchema(name) == true;
}
