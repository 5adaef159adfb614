using Lockstep.Api.Http.Fields;
using Npgsql;

namespace Lockstep.Api.Http.Problems;

/// <summary>Tells a row that refers to nothing from one that others refer to.</summary>
static class ForeignKeys
{
    // The server's words would tell, but in the language that it was set up with.
    public static ProblemException For(PostgresException exception, string method) =>
        HttpMethods.IsDelete(method)
            ? ProblemException.Conflict($"It is still used by {exception.TableName?.Replace('_', ' ')}.")
            : Missing(exception);

    static ProblemException Missing(PostgresException exception)
    {
        var field = exception.ConstraintName switch
        {
            "orders_customer_id_fkey" or "reviews_customer_id_fkey" or "addresses_customer_id_fkey" => "customerId",
            "orders_address_id_fkey" => "addressId",
            "product_categories_category_id_fkey" => "categoryIds",
            "shipments_carrier_code_fkey" => "carrierCode",
            _ => "productId",
        };
        return ProblemException.Unprocessable(new FieldError(field, "names what is not there"));
    }
}
