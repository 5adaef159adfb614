namespace Lockstep.CustomResources.Requests;

/// <summary>The members of an event that are strings.</summary>
enum EventMember
{
    RequestType,
    ResponseURL,
    StackId,
    RequestId,
    LogicalResourceId,
    PhysicalResourceId,
    ResourceType,
}
