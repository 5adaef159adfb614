namespace Lockstep.Lambda.Aws.Addressing;

/// <summary>
/// Where a service is: as the environment says
/// (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html), else at the default address of its
/// region.
/// </summary>
static class ServiceEndpoint
{
    public static Uri For(Arn arn, string variable, AwsOptions options)
    {
        if (Configured(variable, options) is var (name, text))
        {
            return Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https"
                ? endpoint
                : throw new AwsCallException($"{name} is \"{text}\", which is not a URL of the form https://host.", null);
        }
        var suffix = Partition.DnsSuffix(arn.Partition) ?? throw new AwsCallException(
            $"The addresses of the partition {arn.Partition} of {arn.Text} are not known here. "
                + $"Set {variable} to the service's URL.",
            null);
        return new Uri($"https://{arn.Service}.{arn.Region}.{suffix}");
    }

    static (string Name, string Text)? Configured(string variable, AwsOptions options)
    {
        const string General = "AWS_ENDPOINT_URL";
        if (string.Equals(options.Variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"), "true", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
        return options.Variable(variable) is { } own ? (variable, own)
            : options.Variable(General) is { } general ? (General, general)
            : null;
    }
}
