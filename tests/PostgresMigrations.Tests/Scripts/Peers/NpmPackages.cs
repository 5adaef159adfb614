using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace Lockstep.PostgresMigrations.Tests.Scripts.Peers;

/// <summary>The packages of a package-lock.json, installed once per lock file into the user's cache.</summary>
static class NpmPackages
{
    /// <summary>Installs them; without node or npm the test that asks is skipped.</summary>
    /// <param name="step">The tests' folder in whose Peers the lock file is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The folder that has node_modules.</returns>
    public static async Task<string> InstallAsync(string step, CancellationToken cancellationToken)
    {
        var source = Path.Combine(AppContext.BaseDirectory, step, "Peers");
        Assert.SkipUnless(await RunsAsync("node", ["--version"], source, cancellationToken), "node is not installed.");
        Assert.SkipUnless(await RunsAsync("npm", ["--version"], source, cancellationToken), "npm is not installed.");
        var folder = CacheFolder(source);
        if (!Directory.Exists(folder))
        {
            var draft = $"{folder}.{Guid.NewGuid():N}";
            Directory.CreateDirectory(draft);
            CopyTo(source, draft);
            var installed = await RunsAsync("npm", ["ci", "--ignore-scripts"], draft, cancellationToken);
            Assert.SkipUnless(installed, "npm ci failed: is a package registry within reach?");
            MoveUnlessAnotherRunDid(draft, folder);
        }

        return folder;
    }

    static string CacheFolder(string source)
    {
        var files = Directory.GetFiles(source).Order(StringComparer.Ordinal).SelectMany(File.ReadAllBytes);
        var key = Convert.ToHexStringLower(SHA256.HashData(files.ToArray()))[..16];
        var cache = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        return Path.Combine(cache, "lockstep", "peers", key);
    }

    static void CopyTo(string source, string folder)
    {
        foreach (var file in Directory.GetFiles(source))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }
    }

    static void MoveUnlessAnotherRunDid(string draft, string folder)
    {
        try
        {
            Directory.Move(draft, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            Directory.Delete(draft, recursive: true);
        }
    }

    static async Task<bool> RunsAsync(
        string program, string[] arguments, string folder, CancellationToken cancellationToken)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            await Task.WhenAll(
                process.StandardOutput.ReadToEndAsync(cancellationToken),
                process.StandardError.ReadToEndAsync(cancellationToken),
                process.WaitForExitAsync(cancellationToken));
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
