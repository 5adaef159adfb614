using System.Text;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Rehearsal.Tests.Lambda;

static class Replies
{
    public static string Header(this HttpResponseMessage reply, string name) => reply.Headers.GetValues(name).Single();

    public static string Text(this InvocationResult result) => Encoding.UTF8.GetString(result.Body.Span);

    public static async Task ShouldBeAsync(this HttpResponseMessage reply, int status, string body)
    {
        using (reply)
        {
            var text = await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            ((int)reply.StatusCode).ShouldBe(status);
            text.Trim().ShouldBe(body);
        }
    }
}
