using System.Text;
using Lockstep.Api.Tests.Support;

namespace Lockstep.Api.Tests;

public sealed class RequestsThatAreRefused(SharedPostgres postgres)
{
    const string Customer = """{"email":"ada@example.com","name":"Ada"}""";

    [Fact]
    public async Task SayWhatIsWrongAndWhere()
    {
        await using var api = await RunningApi.StartAsync(postgres);
        await api.AddCustomerAsync();
        var told = new StringBuilder();

        await TellAsync("A customer with unknown, missing and wrong members", api.PostAsync("/customers", """{"email":"ada","surname":"L","x":1}"""));
        await TellAsync("A body that is no JSON", api.PostAsync("/customers", "{\"email\":\n oops"));
        await TellAsync("A body that nests too deep", api.PostAsync("/customers", """{"name":[[[[[[[[[]]]]]]]]]}"""));
        await TellAsync("A body where none is expected", api.PostAsync("/orders/1/cancellation", """{"reason":"late"}""", ("If-Match", "*")));
        await TellAsync("A member twice", api.PostAsync("/customers", """{"email":"a@b","email":"c@d","name":"x"}"""));
        await TellAsync("A list where an object must be", api.PostAsync("/customers", "[]"));
        await TellAsync("Text that PostgreSQL cannot store", api.PostAsync("/customers", """{"email":"a@b","name":"a\u0000b"}"""));
        await TellAsync("Half a character", api.PostAsync("/customers", """{"email":"a@b","name":"\ud800"}"""));
        await TellAsync("Half a character in a choice", api.PostAsync("/orders/1/payments", """{"method":"\ud800","amountCents":1}"""));
        await TellAsync("Half a character in a name", api.PostAsync("/customers", """{"\ud800":1}"""));
        await TellAsync("An email that is taken", api.PostAsync("/customers", """{"email":"ADA@example.com","name":"Ada"}"""));
        await TellAsync("An id that is none", api.GetAsync("/customers/7x"));
        await TellAsync("An id beyond all", api.GetAsync("/customers/9223372036854775808"));
        await TellAsync("A customer who is not there", api.GetAsync("/customers/4711"));
        await TellAsync("A path that is not there", api.GetAsync("/customer"));
        await TellAsync("A method that is not there", api.SendAsync(HttpMethod.Patch, "/customers"));
        await TellAsync("Parameters that are wrong and unknown", api.GetAsync("/orders?status=lost&limit=0&after=x&sort=name"));
        await TellAsync("A change without If-Match", api.PutAsync("/customers/1", Customer));
        await TellAsync("A change with a stale ETag", api.PutAsync("/customers/1", Customer, "\"9\""));
        await TellAsync("A change with a weak ETag", api.PutAsync("/customers/1", Customer, "W/\"1\""));
        await TellAsync("A change with something else", api.PutAsync("/customers/1", Customer, "yes"));
        await TellAsync("A change of what is not there", api.PutAsync("/customers/4711", Customer, "\"1\""));
        await TellAsync("A customer who still has addresses", api.DeleteAsync("/customers/1", "\"1\""));
        await TellAsync("A category that is not there", api.PostAsync("/products", """{"sku":"X","name":"X","priceCents":1,"categoryIds":[99]}"""));
        await TellAsync("Lines that are wrong", api.PostAsync("/orders", """{"customerId":1,"addressId":1,"lines":[{"productId":1,"quantity":0},{"productId":2}]}"""));
        await TellAsync("A product twice", api.PostAsync("/orders", RunningApi.OrderOf(1, 1, (1, 1), (1, 2))));
        await TellAsync("A product that is not there", api.PostAsync("/orders", RunningApi.OrderOf(1, 1, (1, 1), (99, 1))));
        await TellAsync("More than there is", api.PostAsync("/orders", RunningApi.OrderOf(1, 1, (1, 1), (2, 101))));
        await TellAsync("Somebody else's address", api.PostAsync("/orders", RunningApi.OrderOf(2, 1, (1, 1))));
        await TellAsync("A body that is too large", api.PostAsync("/orders", new string(' ', 64 * 1024) + "{}"));
        await TellAsync("A key that is too long", api.PostAsync("/customers", Customer, ("Idempotency-Key", new string('k', 256))));

        told.ToString().ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved"));

        async Task TellAsync(string what, Task<Answer> asked) => told.Append("== ").Append(what).Append('\n').Append(await asked).Append('\n');
    }

    [Fact]
    public async Task AreToldWhyHoweverLongTheirAddressIs()
    {
        await using var api = await RunningApi.StartAsync(postgres);

        var answer = (await api.GetAsync($"/orders?sort={new string('x', 10 * 1024)}")).ShouldBe(400);

        answer.Json.GetProperty("errors")[0].GetProperty("field").GetString().ShouldBe("sort");
    }

    [Fact]
    public async Task MustBeJson()
    {
        await using var api = await RunningApi.StartAsync(postgres);
        using var form = new FormUrlEncodedContent([new("name", "Ada")]);

        var response = await api.Client.PostAsync(new Uri("/customers", UriKind.Relative), form, TestContext.Current.CancellationToken);

        ((int)response.StatusCode).ShouldBe(415);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }
}
