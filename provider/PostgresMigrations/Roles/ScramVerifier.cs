using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Lockstep.PostgresMigrations.Roles;

/// <summary>
/// What a server keeps of a password. It is computed here, so that the password itself is in no statement, and in none of the
/// server's logs.
/// </summary>
/// <remarks>RFC 5803 as PostgreSQL writes it: https://www.postgresql.org/docs/current/catalog-pg-authid.html</remarks>
static class ScramVerifier
{
    const int Iterations = 4096;  // PostgreSQL's own; more would slow down every connection of the application
    const int SaltLength = 16;

    /// <summary><c>SCRAM-SHA-256$4096:salt$stored:server</c>, with a salt of its own each time.</summary>
    /// <param name="password">ASCII, which needs no preparation that clients could differ in.</param>
    public static string For(string password) => For(password, RandomNumberGenerator.GetBytes(SaltLength));

    public static string For(string password, byte[] salt)
    {
        var salted = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(password), salt, Iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"SCRAM-SHA-256${Iterations}:{Text(salt)}${Text(stored)}:{Text(server)}");
    }

    static string Text(byte[] bytes) => Convert.ToBase64String(bytes);
}
