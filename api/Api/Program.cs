using Lockstep.Api;

try
{
    await using var app = ApiHost.Create(Environment.GetEnvironmentVariable);
    await app.RunAsync();
    return 0;
}
catch (InvalidSettingException exception)
{
    await Console.Error.WriteLineAsync($"error: {exception.Message}");
    return 2;
}
