using System.Globalization;

namespace Lockstep.CustomResources.Tests.Support;

/// <summary>How much a person asks random tests to play, by variables of the environment.</summary>
static class Wanted
{
    /// <summary>As long as there is time for; null where nobody asked.</summary>
    public static int? Seconds => (int?)(Variable("LOCKSTEP_SOAK_MINUTES") * 60);

    /// <summary>So many; null where nobody asked.</summary>
    /// <param name="variable">Of the kind of test.</param>
    public static int? Number(string variable) => (int?)Variable(variable);

    static double? Variable(string name) =>
        double.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : null;
}
