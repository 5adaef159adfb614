using System.Diagnostics;

namespace Lockstep.Rehearsal.Tests.Postgres;

public sealed class AProcessThatIsKilled
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    public async Task TakesItsServerAndEveryFileWithIt(string group)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There is no setsid to make a process group with");
        var (holder, postmaster, folder) = await HoldingProcess.StartAsync(Token);
        using var server = Process.GetProcessById(postmaster);
        Directory.Exists(folder).ShouldBeTrue();

        using (holder)
        {
            // A minus sign: the whole process group, as a CI system kills a job.
            using var kill = Process.Start("/bin/sh", ["-c", $"kill -9 {group}{holder.Id}"]);
            await holder.WaitForExitAsync(Token);
        }

        await server.WaitForExitAsync(Token).WaitAsync(TimeSpan.FromSeconds(20), Token);
        await UntilGoneAsync(folder);
    }

    // The guard removes the folder after the server's end; nothing but the folder tells when it has.
    static async Task UntilGoneAsync(string folder)
    {
        for (var tries = 0; Directory.Exists(folder); tries++)
        {
            tries.ShouldBeLessThan(500, $"{folder} is still there");
            await Task.Delay(20, Token);
        }
    }
}
