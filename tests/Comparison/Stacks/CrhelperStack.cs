namespace Lockstep.Comparison.Stacks;

/// <summary>Alembic in a function with AWS's own helper for custom resources in Python.</summary>
/// <param name="tools">Where crhelper is.</param>
/// <param name="alembic">Alembic's version.</param>
/// <param name="crhelper">Crhelper's version.</param>
sealed class CrhelperStack(string tools, string alembic, string crhelper) : AlembicStack(tools, alembic)
{
    public override string Name => $"{Tool.Name} in crhelper {crhelper}";

    protected override string Module => "with_crhelper";
}
