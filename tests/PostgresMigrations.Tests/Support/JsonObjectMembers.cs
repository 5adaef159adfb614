using System.Text.Json.Nodes;

namespace Lockstep.PostgresMigrations.Tests.Support;

static class JsonObjectMembers
{
    public static JsonObject With(this JsonObject it, string member, string value)
    {
        it[member] = value;
        return it;
    }
}
