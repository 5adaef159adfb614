using System.Text;

namespace Lockstep.CustomResources.Responses;

/// <summary>The <c>Code</c> of S3's error document, <c>SignatureDoesNotMatch</c> for example.</summary>
static class S3ErrorCode
{
    const int MostBytes = 2048;
    const int Longest = 64;

    public static async Task<string?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var buffer = new byte[MostBytes];
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var length = await body.ReadAtLeastAsync(buffer, MostBytes, throwOnEndOfStream: false, cancellationToken);
            return Of(Encoding.UTF8.GetString(buffer, 0, length));
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    static string? Of(string xml)
    {
        var start = xml.IndexOf("<Code>", StringComparison.Ordinal) + "<Code>".Length;
        var end = xml.IndexOf("</Code>", StringComparison.Ordinal);
        return start >= "<Code>".Length && end > start && end - start <= Longest && xml[start..end].All(char.IsAsciiLetterOrDigit)
            ? xml[start..end]
            : null;
    }
}
