using Npgsql;

namespace Lockstep.Api.Http.Problems;

/// <summary>What an error of the database means to the caller.</summary>
static class DatabaseProblems
{
    /// <returns>Null for what is an error of ours.</returns>
    public static ProblemException? For(PostgresException exception, string method) => exception.SqlState switch
    {
        PostgresErrorCodes.UniqueViolation => Taken(exception),
        PostgresErrorCodes.ForeignKeyViolation => ForeignKeys.For(exception, method),
        PostgresErrorCodes.CheckViolation when exception.ConstraintName == "stock_available" =>
            ProblemException.Conflict("There is not enough in stock."),
        PostgresErrorCodes.NumericValueOutOfRange => ProblemException.Conflict("A number would become too large."),
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable =>
            ProblemException.Unavailable("Another request was in the way."),

        // Old code on a newer schema or new code on an older one: the minutes of a deployment.
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.UndefinedObject
            or PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.InvalidSchemaName =>
            ProblemException.Unavailable("The database's schema is not the one that this needs."),

        // The role's grants follow the schema, a moment later.
        PostgresErrorCodes.InsufficientPrivilege =>
            ProblemException.Unavailable("The database does not let this API do that at present."),

        // In a failover the writer that was becomes a reader.
        PostgresErrorCodes.ReadOnlySqlTransaction => ProblemException.Unavailable("The database takes no changes at present."),
        _ when IsUnavailable(exception.SqlState) => Unreachable(),
        _ => null,
    };

    public static ProblemException Unreachable() => ProblemException.Unavailable("The database cannot be reached at present.");

    // Connections (08), signing in (28), the database itself (3D), resources (53), an administrator (57), the system (58).
    static bool IsUnavailable(string state) => state[..2] is "08" or "28" or "3D" or "53" or "57" or "58";

    static ProblemException Taken(PostgresException exception)
    {
        var (field, reason) = exception.ConstraintName switch
        {
            "customers_email" => ("email", "belongs to another customer"),
            "products_sku" => ("sku", "belongs to another product"),
            "categories_name" => ("name", "belongs to another category"),
            "shipments_tracking_code" => ("trackingCode", "belongs to another shipment of this carrier"),
            "reviews_one_each" => ("customerId", "has reviewed this product before"),
            _ => ("", ""),
        };
        return field.Length == 0
            ? ProblemException.Conflict("There is one like it.")
            : ProblemException.Conflict($"The {field} {reason}.", new Fields.FieldError(field, reason));
    }
}
