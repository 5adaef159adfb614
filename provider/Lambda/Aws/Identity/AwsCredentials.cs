using System.Diagnostics.CodeAnalysis;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;

namespace Lockstep.Lambda.Aws.Identity;

/// <summary>
/// Finds credentials: in the environment, where Lambda puts them; else through AWSSDK.Core's chain (web identity,
/// profile, container, instance).
/// </summary>
sealed class AwsCredentials(AwsOptions options)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    bool InContainer => options.Variable("AWS_CONTAINER_CREDENTIALS_FULL_URI") is not null  // after a SnapStart restore
        || options.Variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") is not null;

    /// <exception cref="AwsCallException">There are none.</exception>
    public async Task<ImmutableCredentials> GetAsync(string complaint, CancellationToken cancellationToken)
    {
        if (options.Variable("AWS_ACCESS_KEY_ID") is { } id && options.Variable("AWS_SECRET_ACCESS_KEY") is { } secret)
        {
            return new ImmutableCredentials(id, secret, options.Variable("AWS_SESSION_TOKEN"));
        }
        // The chain's last link asks the instance metadata service. Lambda has none, and it takes half a minute to find out.
        if (options.Variable("AWS_LAMBDA_FUNCTION_NAME") is not null && !InContainer)
        {
            throw new AwsCallException(
                $"{complaint}: no AWS credentials. Lambda sets AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY "
                    + "from the function's role; an emulator has to be given them.",
                null);
        }
        return await FromChainAsync(complaint, cancellationToken);
    }

    [SuppressMessage("Design", "CA1031", Justification = "The chain throws what its links throw, and may quote them.")]
    async Task<ImmutableCredentials> FromChainAsync(string complaint, CancellationToken cancellationToken)
    {
        try
        {
            // It blocks and does not listen to a token everywhere, so it gets a thread and is left behind when it is late.
            return await Task.Run(ResolveAsync, cancellationToken).WaitAsync(Patience, options.Time, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new AwsCallException(
                $"{complaint}: no AWS credentials ({failure.GetType().Name}). Neither the environment "
                    + "nor a profile (AWS_PROFILE) nor a container has them.",
                null)
            {
                IsPassing = InContainer,  // it has an address to get them from
            };
        }
    }

    static async Task<ImmutableCredentials> ResolveAsync()
    {
        var credentials = await DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync();
        return await credentials.GetCredentialsAsync();
    }
}
