using Lockstep.Api.Database;
using Npgsql;

namespace Lockstep.Api.Categories;

/// <summary>The SQL of categories.</summary>
static class CategoryStatements
{
    public static readonly Statement<Category> List = new(
        "Categories.List", "SELECT id, name, version FROM categories WHERE id > $1 ORDER BY id LIMIT $2", Read);

    public static readonly Statement<Category> Find = new(
        "Categories.Find", "SELECT id, name, version FROM categories WHERE id = $1", Read);

    public static readonly Statement<Category> Add = new(
        "Categories.Add", "INSERT INTO categories (name) VALUES ($1) RETURNING id, name, version", Read);

    public static readonly Statement<Category> Change = new(
        "Categories.Change",
        """
        UPDATE categories SET name = $3, version = version + 1
        WHERE id = $1 AND version = coalesce($2::int, version) RETURNING id, name, version
        """,
        Read);

    public static readonly Statement<Category> Remove = new(
        "Categories.Remove",
        "DELETE FROM categories WHERE id = $1 AND version = coalesce($2::int, version) RETURNING id, name, version",
        Read);

    public static readonly Statement<int> Version = new(
        "Categories.Version", "SELECT version FROM categories WHERE id = $1", row => row.GetInt32(0));

    static Category Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetString(1), row.GetInt32(2));
}
