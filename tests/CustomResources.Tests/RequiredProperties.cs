using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.CustomResources.Requests;
using Lockstep.CustomResources.Tests.Support;

namespace Lockstep.CustomResources.Tests;

public sealed class RequiredProperties
{
    [Fact]
    public async Task AreMissedByACreate()
    {
        var (answer, requests) = await SendAsync(Events.Create("""{"Inner":{},"Odd":"x"}"""));

        answer.Reason().ShouldBe(
            "Invalid properties of Custom::Thing: Inner.Key is missing; Odd: 'x' is not a valid Int32; Host is missing.");
        requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task AreNullForADelete()
    {
        var (answer, requests) = await SendAsync(Events.Delete("id-1", """{"Inner":{}}"""));

        answer.Status().ShouldBe("SUCCESS");
        var request = (DeleteRequest<Strict>)requests.ShouldHaveSingleItem();
        request.Properties.Host.ShouldBeNull();
        request.Properties.Inner!.Key.ShouldBeNull();
        request.Properties.Schema.ShouldBe("public");
    }

    [Fact]
    public async Task AreBoundWhereTheyAreGiven()
    {
        var (answer, requests) = await SendAsync(Events.Create("""{"Host":"h","Inner":{"Key":"k"},"Odd":"7 of 9"}"""));

        answer.Status().ShouldBe("SUCCESS");
        ((CreateRequest<Strict>)requests[0]).Properties
            .ShouldBe(new Strict { Host = "h", Inner = new Inner { Key = "k" }, Odd = 7 });
    }

    [Fact]
    public async Task AreLeftOutWhenTheirTypeThrows()
    {
        var (created, _) = await SendAsync(Events.Create("""{"Host":"forbidden"}"""));
        var (deleted, requests) = await SendAsync(Events.Delete("id-1", """{"Host":"forbidden"}"""));

        created.Reason().ShouldBe(
            "Invalid properties of Custom::Thing: the properties as a whole cannot be read (ArgumentException).");
        deleted.Status().ShouldBe("SUCCESS");
        ((DeleteRequest<Strict>)requests[0]).Properties.Host.ShouldBeNull();
    }

    [Fact]
    public void MayNotMakeATypeThatCannotBeMadeFromNothing() =>
        Should.Throw<ArgumentException>(
                () => ResourceDefinition.For("Custom::Thing", new Recording<Picky>([]), StrictContext.Default.Picky))
            .Message.ShouldStartWith("Picky must be readable when a template gives none of it.");

    static async Task<(JsonElement Answer, List<object> Requests)> SendAsync(System.Text.Json.Nodes.JsonObject json)
    {
        var provider = new Provider();
        List<object> requests = [];
        var definition = ResourceDefinition.For("Custom::Thing", new Recording<Strict>(requests), StrictContext.Default.Strict);
        await new CustomResourceFunction(provider.Environment, definition).HandleAsync(json.Bytes(), provider.Invocation);
        return (provider.Bucket.Answer, requests);
    }

    sealed class Recording<TProperties>(List<object> requests) : ICustomResource<TProperties>
        where TProperties : class
    {
        public Task<ResourceOutcome> CreateAsync(CreateRequest<TProperties> request, CancellationToken cancellationToken) =>
            Record(request);

        public Task<ResourceOutcome> UpdateAsync(UpdateRequest<TProperties> request, CancellationToken cancellationToken) =>
            Record(request);

        public Task<ResourceOutcome> DeleteAsync(DeleteRequest<TProperties> request, CancellationToken cancellationToken) =>
            Record(request);

        Task<ResourceOutcome> Record(object request)
        {
            requests.Add(request);
            return Task.FromResult<ResourceOutcome>(Thing.Success());
        }
    }
}

public sealed record Strict
{
    readonly string _host = null!;

    public required string Host
    {
        get => _host;
        init => _host = value == "forbidden" ? throw new ArgumentException("forbidden", nameof(value)) : value;
    }

    public string Schema { get; init; } = "public";

    public Inner? Inner { get; init; }

    [JsonConverter(typeof(LeadingNumberConverter))]
    public int Odd { get; init; }
}

public sealed record Inner
{
    public required string Key { get; init; }
}

public sealed record Picky(string Name)
{
    public string Name { get; } = Name ?? throw new ArgumentNullException(nameof(Name));
}

/// <summary>A converter of the consumer's own.</summary>
sealed class LeadingNumberConverter : JsonConverter<int>
{
    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        int.Parse(reader.GetString()!.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);

    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}

[JsonSerializable(typeof(Strict))]
[JsonSerializable(typeof(Picky))]
sealed partial class StrictContext : JsonSerializerContext;
