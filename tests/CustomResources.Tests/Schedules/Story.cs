using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Simulating;

namespace Lockstep.CustomResources.Tests.Schedules;

/// <summary>A schedule as it was played, in words.</summary>
sealed class Story
{
    readonly StringBuilder _text = new();

    public void Add(OperationResult result, IEnumerable<string> runs, string schemas)
    {
        _text.Append(CultureInfo.InvariantCulture, $"== {result.Status} {result.Refusal} after {result.Took}\n");
        _text.AppendJoin('\n', result.Events.Select(Text).Concat(result.Wire.Select(Text)).Concat(runs)).Append('\n');
        _text.Append(schemas).Append('\n');
    }

    public override string ToString() => _text.ToString();

    static string Text(StackEvent told) => string.Create(
        CultureInfo.InvariantCulture,
        $"{told.At:d HH:mm:ss} {told.LogicalResourceId} {told.ResourceStatus} {told.ResourceStatusReason}");

    static string Text(CustomResourceExchange exchange) => string.Create(
        CultureInfo.InvariantCulture,
        $"  {exchange.SentAt:d HH:mm:ss} {exchange.Request.Kind} {exchange.Request.LogicalId} "
        + $"{(exchange.IsAbandoned ? "left behind" : exchange.Verdict?.GetType().Name ?? "no answer")}: ")
        + string.Join(", ", exchange.Deliveries.Select(Text));

    static string Text(Delivery put) => string.Create(
        CultureInfo.InvariantCulture, $"{put.At:HH:mm:ss} {put.Status} {Brief(JsonNode.Parse(put.Body.Span)!)}");

    static string Brief(JsonNode answer) => $"{answer["Status"]} {answer["Reason"]} {answer["Data"]?["SchemaVersion"]}".TrimEnd();
}
