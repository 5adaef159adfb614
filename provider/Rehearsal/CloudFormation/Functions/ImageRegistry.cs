using System.Collections.Concurrent;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Rehearsal.CloudFormation.Functions;

/// <summary>The images that functions can be made of, as ECR has them; here an image is a program to start.</summary>
public sealed class ImageRegistry
{
    readonly ConcurrentDictionary<string, ImageProgram?> _images = new(StringComparer.Ordinal);

    /// <summary>Makes a program of code that stands in a template; gives null for code that nothing here can run.</summary>
    public Func<string, FunctionOptions?> Inline { get; init; } = static _ => null;

    /// <summary>Adds an image whose function answers events.</summary>
    /// <param name="image">Its name and tag.</param>
    /// <param name="program">What to start; name, ARN and the template's variables are added to it.</param>
    public void Push(string image, FunctionOptions program) => Push(image, program, static _ => []);

    /// <summary>Adds an image whose function needs variables here that follow from the template's.</summary>
    /// <param name="image">Its name and tag.</param>
    /// <param name="program">What to start.</param>
    /// <param name="besides">More variables, from those of the template.</param>
    public void Push(
        string image,
        FunctionOptions program,
        Func<IReadOnlyDictionary<string, string>, IEnumerable<KeyValuePair<string, string>>> besides) =>
        _images[image] = new(program, besides);

    /// <summary>Adds an image whose function nobody invokes here.</summary>
    public void Push(string image) => _images[image] = null;

    internal bool Has(FunctionCode code) => code.Text is not null || _images.ContainsKey(code.Name);

    /// <summary>What to start for a function with these variables; null: nothing.</summary>
    internal FunctionOptions? Program(FunctionCode code, IReadOnlyDictionary<string, string> variables)
    {
        var program = code.Text is { } text
            ? Inline(text) is { } made ? new ImageProgram(made, static _ => []) : null
            : _images.GetValueOrDefault(code.Name);
        return program is null ? null : program.Options with
        {
            Environment = program.Options.Environment.Concat(variables).Concat(program.Besides(variables))
                .GroupBy(variable => variable.Key, variable => variable.Value, StringComparer.Ordinal)
                .ToDictionary(variable => variable.Key, variable => variable.Last(), StringComparer.Ordinal),
        };
    }

    sealed record ImageProgram(
        FunctionOptions Options,
        Func<IReadOnlyDictionary<string, string>, IEnumerable<KeyValuePair<string, string>>> Besides);
}
