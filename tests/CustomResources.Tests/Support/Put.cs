using System.Text;
using System.Text.Json;

namespace Lockstep.CustomResources.Tests.Support;

/// <summary>One PUT as it arrived.</summary>
sealed record Put(string Method, string Url, byte[] Body, string? ContentType)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonElement.Parse(Body);
}
