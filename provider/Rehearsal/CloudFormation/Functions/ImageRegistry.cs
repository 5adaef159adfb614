using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Rehearsal.CloudFormation.Functions;

/// <summary>The images that functions can be made of, as ECR has them; here one is a program to start, or a delegate.</summary>
public sealed class ImageRegistry
{
    readonly ConcurrentDictionary<string, Func<Deployment, IFunction?>> _images = new(StringComparer.Ordinal);

    /// <summary>Makes a program of code that stands in a template; gives null for code that nothing here can run.</summary>
    public Func<string, FunctionOptions?> Inline { get; init; } = static _ => null;

    /// <summary>What runs code that stands in a template, where no program shall; null: nothing does.</summary>
    public Func<string, FunctionHandler>? InlineHandler { get; set; }

    /// <summary>How long an invocation of code that stands in a template may take.</summary>
    public TimeSpan InlineTimeout { get; init; } = TimeSpan.FromSeconds(30);

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
        _images[image] = deployment => Process(program, besides, deployment);

    /// <summary>Adds an image whose function is a delegate of this process.</summary>
    /// <param name="image">Its name and tag.</param>
    /// <param name="handler">What an invocation does.</param>
    /// <param name="timeout">How long one may take.</param>
    public void Push(string image, FunctionHandler handler, TimeSpan timeout) =>
        _images[image] = deployment => new DelegatedFunction(handler, deployment.FunctionArn, timeout, deployment.Time);

    /// <summary>Adds an image whose function nobody invokes here.</summary>
    public void Push(string image) => _images[image] = static _ => null;

    /// <summary>Takes an image away, as a lifecycle policy does; functions that are deployed go on with it.</summary>
    public void Remove(string image) => _images.TryRemove(image, out _);

    internal bool Has(FunctionCode code) => code.Text is not null || _images.ContainsKey(code.Name);

    /// <summary>The code of a function, ready to be invoked; null: nothing here can run it.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "Who deploys it owns it.")]
    internal IFunction? Start(FunctionCode code, Deployment deployment) =>
        code.Text is not { } text ? _images.GetValueOrDefault(code.Name)?.Invoke(deployment)
        : InlineHandler is { } handlerOf
            ? new DelegatedFunction(handlerOf(text), deployment.FunctionArn, InlineTimeout, deployment.Time)
        : Inline(text) is { } program ? Process(program, static _ => [], deployment)
        : null;

    static FunctionProcess Process(
        FunctionOptions program,
        Func<IReadOnlyDictionary<string, string>, IEnumerable<KeyValuePair<string, string>>> besides,
        Deployment deployment) => new(program with
        {
            Name = deployment.FunctionArn.Split(':')[^1],
            Api = program.Api with { FunctionArn = deployment.FunctionArn },
            Environment = program.Environment.Concat(deployment.Variables).Concat(besides(deployment.Variables))
                .GroupBy(variable => variable.Key, variable => variable.Value, StringComparer.Ordinal)
                .ToDictionary(variable => variable.Key, variable => variable.Last(), StringComparer.Ordinal),
        });
}
