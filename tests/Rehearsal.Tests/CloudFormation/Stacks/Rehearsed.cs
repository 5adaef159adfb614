using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.Rehearsal.Tests.CloudFormation.Stacks;

/// <summary>A stack called shop, and the templates of these tests: A, then B and C that depend on it.</summary>
sealed class Rehearsed
{
    int _told;

    public Rehearsed() => Stack = new(new() { Name = "shop", Types = [Actors], Observe = (told, _) => Observe(told) });

    public Actors Actors { get; } = new();

    public Stack Stack { get; }

    public Func<StackEvent, Task> Observe { get; set; } = _ => Task.CompletedTask;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Events since the last call, a line each.</summary>
    public string NewEvents()
    {
        var lines = Stack.Events.Skip(_told).Select(
            told => $"{told.ResourceStatus} {told.LogicalResourceId} [{(told.ResourceType == StackEvent.StackType ? "" : told.PhysicalResourceId)}] {told.ResourceStatusReason}".TrimEnd());
        _told = Stack.Events.Count;
        return string.Join('\n', lines).Replace(Stack.Id, "STACK", StringComparison.Ordinal);
    }

    /// <summary>Custom resource A; B, which takes A's Out; C, which only waits for B.</summary>
    public static StackTemplate Template(string a, string b = "fixed", string c = "fixed") => StackTemplate.Parse($$"""
        {
          "Resources": {
            "C": { "Type": "Test::Thing", "DependsOn": "B", "Properties": { "In": "{{c}}" } },
            "B": { "Type": "Test::Thing", "Properties": { "From": { "Fn::GetAtt": ["A", "Out"] }, "In": "{{b}}" } },
            "A": { "Type": "Custom::Thing", "Properties": { "In": "{{a}}" } }
          }
        }
        """);

    public Task CreateAsync(StackTemplate template) => Stack.CreateAsync(template, Token);

    public async Task<Rehearsed> CreatedAsync(StackTemplate template)
    {
        await CreateAsync(template);
        Stack.Status.ShouldBe(Status.CreateComplete);
        Actors.Requests.Clear();
        NewEvents();
        return this;
    }

    public Task UpdateAsync(StackTemplate template) => Stack.UpdateAsync(template, Token);

    public Task ContinueAsync(params IReadOnlyCollection<string> skipped) => Stack.ContinueUpdateRollbackAsync(skipped, Token);

    public Task DeleteAsync() => Stack.DeleteAsync(Token);
}
