namespace Lockstep.Rehearsal.Lambda;

/// <summary>Functions in JavaScript, as Lambda's own runtime for Node.js runs them: <c>index.handler</c>.</summary>
public static class NodeRuntime
{
    // The loop of a runtime, in the least that can be said to be one.
    const string Loop = """
        const root = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;
        const post = (id, call, value) => fetch(`${root}/${id}/${call}`, { method: 'POST', body: JSON.stringify(value ?? null) });
        (async () => {
          const { handler } = require('./index.js');
          for (;;) {
            const next = await fetch(`${root}/next`);
            const id = next.headers.get('lambda-runtime-aws-request-id');
            try {
              await post(id, 'response', await handler(await next.json()));
            } catch (error) {
              await post(id, 'error', { errorType: error.name, errorMessage: error.message });
            }
          }
        })();
        """;

    /// <summary>The <c>node</c> of this machine; null when there is none.</summary>
    public static string? Executable { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "node")).FirstOrDefault(File.Exists);

    /// <summary>A function that can be started.</summary>
    /// <param name="executable">Node.</param>
    /// <param name="code">The function's, in one file.</param>
    /// <param name="folder">Where it is put.</param>
    public static FunctionOptions Program(string executable, string code, string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "index.js"), code);
        var loop = Path.Combine(folder, "runtime.js");
        File.WriteAllText(loop, Loop);
        return new()
        {
            Executable = executable,
            Arguments = [loop],
            Timeout = TimeSpan.FromSeconds(30),
        };
    }
}
