using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Comparison.Stacks;

/// <summary>Alembic in a function of the user's own, behind the function of CDK's provider framework.</summary>
/// <param name="tools">Where the framework is.</param>
/// <param name="alembic">Alembic's version.</param>
/// <param name="cdk">The version of aws-cdk-lib.</param>
sealed class CdkStack(string tools, string alembic, string cdk) : AlembicStack(tools, alembic)
{
    public override string Name => $"{Tool.Name} in CDK's provider framework {cdk}";

    protected override string Module => "on_event";

    public override FunctionOptions BuildFront(string folder, StackSite site)
    {
        var code = File.ReadAllText(Path.Combine(Programs, "framework.js"));
        return NodeRuntime.Program(NodeRuntime.Executable!, code, folder) with
        {
            Environment = Variables(
                ("FRAMEWORK", Folder(Tools)),
                ("BUCKET_PORT", site.ResponseHost.Split(':')[1]),
                ("AWS_ENDPOINT_URL_LAMBDA", site.Lambda),
                ("AWS_ACCESS_KEY_ID", "none"),
                ("AWS_SECRET_ACCESS_KEY", "none")),
        };
    }

    /// <summary>Where the framework's own files are below the tools.</summary>
    public static string Folder(string tools) =>
        Path.Combine(tools, "cdk", "aws-cdk-lib", "custom-resources", "lib", "provider-framework", "runtime");
}
