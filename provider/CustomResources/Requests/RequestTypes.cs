namespace Lockstep.CustomResources.Requests;

static class RequestTypes
{
    public const string Create = "Create";
    public const string Update = "Update";
    public const string Delete = "Delete";
}
