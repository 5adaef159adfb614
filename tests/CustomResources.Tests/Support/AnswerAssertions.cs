using System.Text.Json;

namespace Lockstep.CustomResources.Tests.Support;

static class AnswerAssertions
{
    public static string Text(this JsonElement answer, string member) => answer.GetProperty(member).GetString()!;

    public static string Status(this JsonElement answer) => answer.Text("Status");

    public static string Reason(this JsonElement answer) => answer.Text("Reason");

    public static string Id(this JsonElement answer) => answer.Text("PhysicalResourceId");

    public static string Attribute(this JsonElement answer, string name) => answer.GetProperty("Data").Text(name);
}
