using System.Globalization;

namespace Lockstep.Rehearsal.Lambda;

/// <summary>
/// The environment variables of a function's process
/// (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html).
/// </summary>
static class FunctionVariables
{
    // What a process needs to start on a developer's machine. HOME is not among them: a function has nobody's AWS profile.
    static readonly string[] Inherited =
    [
        "PATH", "DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64", "LD_LIBRARY_PATH", "TMPDIR", "SSL_CERT_FILE",
        "SSL_CERT_DIR",
    ];

    public static Dictionary<string, string> For(FunctionOptions options, string runtimeApi)
    {
        var variables = Inherited
            .Select(name => (name, value: Environment.GetEnvironmentVariable(name)))
            .Where(variable => !string.IsNullOrEmpty(variable.value))
            .ToDictionary(variable => variable.name, variable => variable.value!, StringComparer.Ordinal);
        foreach (var (name, value) in OfLambda(options).Concat(options.Environment))
        {
            variables[name] = value;
        }
        variables["AWS_LAMBDA_RUNTIME_API"] = runtimeApi;
        return variables;
    }

    static Dictionary<string, string> OfLambda(FunctionOptions options) => new(StringComparer.Ordinal)
    {
        ["_HANDLER"] = Path.GetFileName(options.Executable),
        ["AWS_REGION"] = options.Region,
        ["AWS_DEFAULT_REGION"] = options.Region,
        ["AWS_LAMBDA_FUNCTION_NAME"] = options.Name,
        ["AWS_LAMBDA_FUNCTION_VERSION"] = "$LATEST",
        ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = options.MemoryMegabytes.ToString(CultureInfo.InvariantCulture),
        ["AWS_LAMBDA_INITIALIZATION_TYPE"] = options.Api.SnapStart ? "snap-start" : "on-demand",
        ["AWS_LAMBDA_LOG_GROUP_NAME"] = $"/aws/lambda/{options.Name}",
        ["AWS_LAMBDA_LOG_STREAM_NAME"] = "$LATEST",
        // AWS's emulator sets them empty when there are none: a function must not take them for credentials.
        ["AWS_ACCESS_KEY_ID"] = "",
        ["AWS_SECRET_ACCESS_KEY"] = "",
        ["AWS_SESSION_TOKEN"] = "",
        ["LAMBDA_TASK_ROOT"] = Path.GetDirectoryName(Path.GetFullPath(options.Executable))!,
        ["LAMBDA_RUNTIME_DIR"] = Path.GetDirectoryName(Path.GetFullPath(options.Executable))!,
        ["LANG"] = "en_US.UTF-8",
        ["TZ"] = ":UTC",
    };
}
