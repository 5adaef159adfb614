using System.Collections.Concurrent;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Rehearsal.CloudFormation.Functions;

/// <summary>The images that functions can be made of, as ECR has them; here an image is a program to start.</summary>
public sealed class ImageRegistry
{
    /// <summary>What a function is made of whose code stands in the template: nobody invokes it here.</summary>
    internal const string Inline = "(code of the template)";

    readonly ConcurrentDictionary<string, FunctionOptions?> _images = new(StringComparer.Ordinal);

    /// <summary>Adds an image whose function answers events.</summary>
    /// <param name="image">Its name and tag.</param>
    /// <param name="program">What to start; name, ARN and the template's variables are added to it.</param>
    public void Push(string image, FunctionOptions program) => _images[image] = program;

    /// <summary>Adds an image whose function nobody invokes here.</summary>
    public void Push(string image) => _images[image] = null;

    internal bool Has(string image) => image == Inline || _images.ContainsKey(image);

    internal FunctionOptions? Program(string image) => _images.GetValueOrDefault(image);
}
