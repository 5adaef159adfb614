namespace Lockstep.CustomResources;

/// <summary>Carries CloudFormation events from their JSON to the answers that stacks are waiting for. Several events at once are fine.</summary>
public sealed class CustomResourceFunction
{
    /// <summary>Serves the given resource types, each event by its <c>ResourceType</c>.</summary>
    public CustomResourceFunction(FunctionEnvironment environment, params IReadOnlyList<ResourceDefinition> resources) => throw new NotSupportedException();

    /// <summary>A function that could not start and says so in every answer.</summary>
    public static CustomResourceFunction ThatCannotStart(Exception failure, FunctionEnvironment environment) => throw new NotSupportedException();

    /// <summary>Answers one event.</summary>
    public Task<ReadOnlyMemory<byte>> HandleAsync(ReadOnlyMemory<byte> eventJson, FunctionInvocation invocation) => throw new NotSupportedException();
}
