namespace Lockstep.Lambda.Aws.Addressing;

/// <summary>The DNS suffixes of AWS's partitions (https://github.com/boto/botocore, data/partitions.json).</summary>
static class Partition
{
    /// <summary>Null for a partition that is not known here.</summary>
    public static string? DnsSuffix(string partition) => partition switch
    {
        "aws" or "aws-us-gov" => "amazonaws.com",
        "aws-cn" => "amazonaws.com.cn",
        "aws-eusc" => "amazonaws.eu",
        "aws-iso" => "c2s.ic.gov",
        "aws-iso-b" => "sc2s.sgov.gov",
        "aws-iso-e" => "cloud.adc-e.uk",
        "aws-iso-f" => "csp.hci.ic.gov",
        _ => null,
    };
}
