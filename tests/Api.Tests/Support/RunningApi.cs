using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Npgsql;

namespace Lockstep.Api.Tests.Support;

/// <summary>The API on a loopback port, with a database of its own that the scripts made.</summary>
sealed class RunningApi : IAsyncDisposable
{
    readonly WebApplication _app;

    RunningApi(WebApplication app, string database)
    {
        (_app, Database) = (app, database);
        var address = new UriBuilder(app.Urls.First()) { Host = "127.0.0.1" };
        Client = new HttpClient { BaseAddress = address.Uri };
    }

    public string Database { get; }

    public HttpClient Client { get; }

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RunningApi> StartAsync(SharedPostgres postgres, params IEnumerable<(string Name, string Value)> variables) =>
        await StartAsync(await Migration.MigrateAsync(postgres.Server), variables);

    /// <summary>The API on a database that is there, or isn't.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The result owns the application.")]
    public static async Task<RunningApi> StartAsync(string database, params IEnumerable<(string Name, string Value)> variables)
    {
        Dictionary<string, string> environment = new(StringComparer.Ordinal) { ["DATABASE_CONNECTION"] = database, ["PORT"] = "0" };
        foreach (var (name, value) in variables)
        {
            environment[name] = value;
        }

        var app = ApiHost.Create(environment.GetValueOrDefault);
        await app.StartAsync(Token);
        return new(app, database);
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, string? body = null, params IEnumerable<(string Name, string Value)> headers) =>
        SendAsync(HttpMethod.Post, path, body, headers);

    public Task<Answer> PutAsync(string path, string body, string? ifMatch = null) =>
        SendAsync(HttpMethod.Put, path, body, ifMatch is null ? [] : [("If-Match", ifMatch)]);

    public Task<Answer> DeleteAsync(string path, string? ifMatch = null) =>
        SendAsync(HttpMethod.Delete, path, null, ifMatch is null ? [] : [("If-Match", ifMatch)]);

    public async Task<Answer> SendAsync(
        HttpMethod method, string path, string? body = null, params IEnumerable<(string Name, string Value)> headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            };
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        }

        using var response = await Client.SendAsync(request, Token);
        return await Answer.OfAsync(response, Token);
    }

    /// <summary>A customer with an address: their ids.</summary>
    public async Task<(long Customer, long Address)> AddCustomerAsync(string email = "ada@example.com")
    {
        var customer = (await PostAsync("/customers", $$"""{"email":"{{email}}","name":"Ada"}""")).ShouldBe(201).Id;
        var address = await PostAsync(
            $"/customers/{customer}/addresses",
            """{"recipient":"Ada","street":"1 Mill Lane","postcode":"SW1","city":"London","country":"GB"}""");
        return (customer, address.ShouldBe(201).Id);
    }

    /// <summary>An order of some pieces of the first product, which costs 690 cents.</summary>
    public async Task<Answer> PlaceOrderAsync(int quantity = 2, params IEnumerable<(string Name, string Value)> headers)
    {
        var (customer, address) = await AddCustomerAsync($"{Guid.NewGuid():n}@example.com");
        return (await PostAsync("/orders", OrderOf(customer, address, (1, quantity)), headers)).ShouldBe(201);
    }

    public static string OrderOf(long customer, long address, params IEnumerable<(long Product, int Quantity)> lines)
    {
        var texts = lines.Select(line => string.Create(
            CultureInfo.InvariantCulture, $$"""{"productId":{{line.Product}},"quantity":{{line.Quantity}}}"""));
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"customerId":{{customer}},"addressId":{{address}},"lines":[{{string.Join(',', texts)}}]}""");
    }

    [SuppressMessage("Security", "CA2100", Justification = "Statements that tests write themselves.")]
    public async Task<string> ValueAsync(string sql)
    {
        await using var connection = new NpgsqlConnection($"{Database};Pooling=false");
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToString(await command.ExecuteScalarAsync(Token), CultureInfo.InvariantCulture)!;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
