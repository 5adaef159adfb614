using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace Lockstep.PostgresMigrations.Tests.Scripts.Peers;

/// <summary>The packages of package-lock.json, installed once per lock file into the user's cache.</summary>
static class NpmPackages
{
    static readonly string Source = Path.Combine(AppContext.BaseDirectory, "Scripts", "Peers");

    public static async Task<string> InstallAsync(CancellationToken cancellationToken)
    {
        Assert.SkipUnless(await RunsAsync("node", ["--version"], Source, cancellationToken), "node is not installed.");
        Assert.SkipUnless(await RunsAsync("npm", ["--version"], Source, cancellationToken), "npm is not installed.");
        var folder = CacheFolder();
        if (!Directory.Exists(folder))
        {
            var draft = $"{folder}.{Guid.NewGuid():N}";
            Directory.CreateDirectory(draft);
            CopyTo(draft);
            var installed = await RunsAsync("npm", ["ci", "--ignore-scripts"], draft, cancellationToken);
            Assert.SkipUnless(installed, "npm ci failed: is a package registry within reach?");
            MoveUnlessAnotherRunDid(draft, folder);
        }

        return folder;
    }

    static string CacheFolder()
    {
        var files = Directory.GetFiles(Source).Order(StringComparer.Ordinal).SelectMany(File.ReadAllBytes);
        var key = Convert.ToHexStringLower(SHA256.HashData(files.ToArray()))[..16];
        var cache = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        return Path.Combine(cache, "lockstep", "peers", key);
    }

    static void CopyTo(string folder)
    {
        foreach (var file in Directory.GetFiles(Source))
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
