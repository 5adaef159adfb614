using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.CustomResources.Tests.Schedules.Modelling;
using Lockstep.Rehearsal.CloudFormation.Templates;
using Lockstep.Rehearsal.Simulating;

namespace Lockstep.CustomResources.Tests.Schedules;

/// <summary>The template of a step: the function, its watchdog, and resources that may depend on those before them.</summary>
sealed class Template(Schedule schedule, int revision, Step step)
{
    /// <summary>The image that its function is made of.</summary>
    public string Image => string.Create(CultureInfo.InvariantCulture, $"image-{revision}");

    public static string IdOf(int number) => string.Create(CultureInfo.InvariantCulture, $"R{number}");

    public StackTemplate Build()
    {
        var builder = new TemplateBuilder().Add("Function", "AWS::Lambda::Function", Code(Image));
        if (schedule.Setting.HasWatchdog)
        {
            builder.Add("Watchdog", "AWS::Lambda::Function", Code("watchdog"));
            builder.Add("Delivery", "AWS::Lambda::EventInvokeConfig", new()
            {
                ["FunctionName"] = TemplateBuilder.Ref("Function"),
                ["Qualifier"] = "$LATEST",
                ["DestinationConfig"] = new JsonObject
                {
                    ["OnFailure"] = new JsonObject { ["Destination"] = TemplateBuilder.GetAtt("Watchdog", "Arn") },
                },
            });
        }

        for (var number = 0; number < schedule.Resources.Count; number++)
        {
            Add(builder, number, schedule.Resources[number]);
        }

        return builder.Build();
    }

    void Add(TemplateBuilder builder, int number, ResourcePlan plan)
    {
        var properties = plan.Kind switch
        {
            ResourceKind.Migration => new JsonObject
            {
                ["Revision"] = Text(revision),
                ["Transaction"] = plan.Transaction.ToString(),
            },
            ResourceKind.Name => new() { ["Prefix"] = Image },
            _ => new() { ["In"] = Image, ["Seconds"] = Text(step.Seconds), ["Fails"] = step.Fails?.ToString() ?? "" },
        };
        var former = number - plan.After;
        if (plan.After > 0 && former >= 0)
        {
            var attribute = schedule.Resources[former].Kind switch
            {
                ResourceKind.Migration => "SchemaVersion",
                ResourceKind.Name => "Name",
                _ => "Out",
            };
            properties[plan.Kind == ResourceKind.Name ? "Prefix" : "After"] = TemplateBuilder.GetAtt(IdOf(former), attribute);
        }

        if (plan.Kind == ResourceKind.Aws)
        {
            builder.Add(IdOf(number), TestType.Name, properties, Attributes(plan));
            return;
        }

        properties["ServiceToken"] = TemplateBuilder.GetAtt("Function", "Arn");
        properties["ServiceTimeout"] = Text(plan.ServiceTimeout);
        builder.Add(
            IdOf(number), plan.Kind == ResourceKind.Migration ? Migration.Type : "Custom::UniqueName", properties,
            Attributes(plan).Concat(schedule.Setting.HasWatchdog ? [("DependsOn", (JsonNode)"Delivery")] : []));
    }

    static IEnumerable<(string Name, JsonNode Value)> Attributes(ResourcePlan plan)
    {
        (string Name, string? Value)[] policies =
            [("DeletionPolicy", plan.DeletionPolicy), ("UpdateReplacePolicy", plan.UpdateReplacePolicy)];
        return policies.Where(one => one.Value is not null).Select(one => (one.Name, (JsonNode)one.Value!));
    }

    static JsonObject Code(string image) => new() { ["Code"] = new JsonObject { ["ImageUri"] = image } };

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
