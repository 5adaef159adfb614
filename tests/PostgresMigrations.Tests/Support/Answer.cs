using System.Text.Json;

namespace Lockstep.PostgresMigrations.Tests.Support;

/// <summary>What was PUT for an event.</summary>
sealed record Answer(JsonElement Document)
{
    public string Status => Text("Status")!;

    public string? Reason => Text("Reason");

    public string PhysicalResourceId => Text("PhysicalResourceId")!;

    public string this[string attribute] => Document.GetProperty("Data").GetProperty(attribute).GetString()!;

    public void ShouldSucceed() => Status.ShouldBe("SUCCESS", Reason);

    public void ShouldFail(string because)
    {
        Status.ShouldBe("FAILED");
        Reason!.ShouldContain(because);
    }

    string? Text(string name) => Document.TryGetProperty(name, out var value) ? value.GetString() : null;
}
