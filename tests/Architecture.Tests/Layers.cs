using System.Reflection;
using Lockstep.CustomResources;
using Lockstep.Lambda;
using Lockstep.PostgresMigrations;

namespace Lockstep.Architecture.Tests;

public sealed class Layers
{
    [Fact]
    public void TheFrameworkKnowsNeitherAwsNorDatabases() =>
        References(typeof(ICustomResource<>)).ShouldAllBe(name => IsPlatform(name));

    [Fact]
    public void TheLambdaHostKnowsAwsAloneAndNoDatabase() =>
        References(typeof(LambdaRuntime)).Where(name => !IsPlatform(name)).ShouldBe(["AWSSDK.Core"]);

    [Fact]
    public void TheMigrationsAddOnlyDbUpAndNpgsql() =>
        References(typeof(DatabaseMigration)).Where(name => !IsPlatform(name))
            .ShouldAllBe(name => name == "Lockstep.CustomResources" || name == "Npgsql" || name.StartsWith("dbup-", StringComparison.Ordinal));

    [Fact]
    public void OnlyRunningSpeaksDbUp() =>
        Sources.Under("provider").Where(source => source.Text.Contains("using DbUp", StringComparison.Ordinal))
            .Select(source => source.Path)
            .ShouldAllBe(path => path.StartsWith("provider/PostgresMigrations/Running/Engine/", StringComparison.Ordinal));

    [Theory]
    [InlineData("Scripts", "Linting", "Journaling", "Planning", "Running", "Reverting", "Deploying", "Answering", "Connecting", "Roles", "Operating")]
    [InlineData("Linting", "Connecting", "Journaling", "Planning", "Running", "Reverting", "Deploying", "Answering", "Roles", "Operating")]
    [InlineData("Connecting", "Linting", "Journaling", "Planning", "Running", "Reverting", "Deploying", "Answering", "Roles", "Operating")]
    [InlineData("Journaling", "Linting", "Planning", "Running", "Reverting", "Deploying", "Answering", "Roles", "Operating")]
    [InlineData("Planning", "Running", "Reverting", "Deploying", "Answering", "Roles", "Operating")]
    [InlineData("Running", "Planning", "Reverting", "Deploying", "Answering", "Roles", "Operating")]
    [InlineData("Reverting", "Planning", "Deploying", "Answering", "Roles", "Operating")]
    [InlineData("Answering", "Planning", "Running", "Reverting", "Deploying", "Roles", "Operating")]
    [InlineData("Deploying", "Roles", "Operating")]
    [InlineData("Roles", "Scripts", "Linting", "Reverting", "Answering", "Operating")]
    [InlineData("Operating", "Roles")]
    public void AStepNeverReachesForALaterOne(string step, params string[] later) =>
        Sources.Under($"provider/PostgresMigrations/{step}")
            .SelectMany(source => later.Where(name => source.Text.Contains($"using Lockstep.PostgresMigrations.{name}", StringComparison.Ordinal)).Select(name => $"{source.Path} uses {name}"))
            .ShouldBeEmpty();

    [Fact]
    public void TheApiKnowsNothingOfMigrations() =>
        Sources.Under("api")
            .Where(source => source.Text.Contains("Lockstep.PostgresMigrations", StringComparison.Ordinal)
                || source.Text.Contains("Lockstep.CustomResources", StringComparison.Ordinal))
            .Select(source => source.Path)
            .ShouldBeEmpty();

    [Theory]
    [InlineData("Http/Fields", "Http.Problems", "Http.Idempotency", "Database", "Orders")]
    [InlineData("Database", "Http", "Orders", "Health", "Docs")]
    public void OfTheApiAStepNeverReachesForALaterOne(string step, params string[] later) =>
        Sources.Under($"api/Api/{step}")
            .SelectMany(source => later.Where(name => source.Text.Contains($"using Lockstep.Api.{name}", StringComparison.Ordinal)).Select(name => $"{source.Path} uses {name}"))
            .ShouldBeEmpty();

    static IEnumerable<string> References(Type type) => type.Assembly.GetReferencedAssemblies().Select(Name);

    static string Name(AssemblyName assembly) => assembly.Name!;

    static bool IsPlatform(string name) =>
        name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal);
}
