namespace Facet.Web.Reminders;

/// <summary>What the host takes in so that people can be reminded.</summary>
internal static class RemindersHost
{
    public static void AddTo(IServiceCollection services, IConfiguration configuration, string dataFolder)
    {
        services.Configure<MailSettings>(configuration.GetSection("Mail"));
        services.Configure<PushSettings>(configuration.GetSection("Push"));
        services.AddSingleton(new MailFolder(configuration["Mail:Folder"] is { Length: > 0 } folder ? folder : Path.Combine(dataFolder, "mail")));
        services.AddSingleton(new PushKeyFile(Path.Combine(dataFolder, "push.key")));
        services.AddSingleton(PushDoor.Strict);
        services.AddSingleton<PushKeys>();
        services.AddSingleton<ReminderMail>();
        services.AddSingleton<ReminderPush>();
        services.AddSingleton<ReminderDesk>();
        services.AddSingleton<ReminderService>();
        services.AddHostedService(static host => host.GetRequiredService<ReminderService>());
    }
}
