using System.Globalization;
using Lockstep.Api.Database;
using Lockstep.Api.Docs;
using Lockstep.Api.Health;
using Lockstep.Api.Http;
using Lockstep.Api.Http.Problems;
using Lockstep.Lambda.Aws;

namespace Lockstep.Api;

/// <summary>Wires the API together: request → problem handling → operation → database.</summary>
static class ApiHost
{
    const int UsualPort = 8080;

    /// <exception cref="InvalidSettingException">A variable is missing or not what it must be.</exception>
    public static WebApplication Create(Func<string, string?> variable)
    {
        var health = HealthSettings.From(variable);
        var port = Port(variable("PORT"));

        // Nothing is read from files, nothing is watched: a start in Lambda is somebody's waiting.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.ListenAnyIP(port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestLimits.BodyBytes;
            kestrel.Limits.MaxRequestLineSize = RequestLimits.LineBytes;
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging(AddJsonLines);
        builder.Services.AddSingleton(_ => Pool.Open(
            DatabaseSettings.From(variable), new AwsOptions { Environment = variable }));
        builder.Services.AddSingleton<ShopDatabase>();

        var app = builder.Build();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseRouting();
        Map(app, health, app.Services.GetRequiredService<ShopDatabase>());
        return app;
    }

    static void Map(WebApplication app, HealthSettings settings, ShopDatabase database)
    {
        var health = new HealthApi(settings, database);
        app.MapMethods("/health/live", [HttpMethods.Get], HealthApi.LiveAsync);
        app.MapMethods("/health/ready", [HttpMethods.Get], health.ReadyAsync);
        DocsApi.Map(app, Shop.Resources);
        foreach (var operation in Shop.Resources.SelectMany(resource => resource.Operations))
        {
            app.MapMethods(operation.Path, [operation.Method], new Serving(operation, database).HandleAsync);
        }
    }

    static void AddJsonLines(ILoggingBuilder logging) => logging
        .SetMinimumLevel(LogLevel.Warning)
        .AddFilter("Lockstep", LogLevel.Information)
        .AddJsonConsole(options => options.JsonWriterOptions = new() { Indented = false });

    static int Port(string? text) => text switch
    {
        null or "" => UsualPort,
        _ when ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) => port,
        _ => throw new InvalidSettingException($"PORT must be a number up to {ushort.MaxValue}, and is '{text}'."),
    };
}
